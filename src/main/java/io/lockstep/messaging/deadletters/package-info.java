/**
 * Messages that cannot be applied or published: kept in the order of their subject, listed,
 * replayed, deleted.
 *
 * <p>Uses: http, http.json, idempotency, messaging.brokers, messaging.outbox, operations, platform,
 * sql, sql.tables, timeline.
 *
 * <p>API: none.
 *
 * <p>For messaging alone: DeadLetter, DeadLetterExchange, DeadLetterTopic, MessageKey, Parkable,
 * ParkedOrder.
 */
@CheckReturnValue
package io.lockstep.messaging.deadletters;

import com.google.errorprone.annotations.CheckReturnValue;
