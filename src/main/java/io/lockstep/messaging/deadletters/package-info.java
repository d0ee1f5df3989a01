/**
 * Messages that cannot be applied or published: kept in the order of their subject, put back,
 * deleted.
 *
 * <p>Uses: auditlog, http, messaging.brokers, messaging.outbox, platform, sql, sql.tables,
 * timeline.
 *
 * <p>API: none.
 *
 * <p>For messaging alone: DeadLetter, DeadLetterExchange, DeadLetterTopic, MessageKey, Parkable,
 * ParkedOrder, DeadLetterReplay, GroupReplay, LetterGroup, QueueReplay.
 */
@CheckReturnValue
package io.lockstep.messaging.deadletters;

import com.google.errorprone.annotations.CheckReturnValue;
