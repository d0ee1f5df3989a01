/**
 * How many messages wait, and how many are dead, for those who look after them.
 *
 * <p>Uses: messaging.brokers, messaging.outbox, operations, sql.
 *
 * <p>API: MessageFigures.
 */
@CheckReturnValue
package io.lockstep.messaging.backlog;

import com.google.errorprone.annotations.CheckReturnValue;
