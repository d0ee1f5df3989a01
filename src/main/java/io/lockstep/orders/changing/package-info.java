/**
 * What changes an order after it was placed: answers of payments and inventory, cancellation, time;
 * writes it with its compensations and messages.
 *
 * <p>Uses: auditlog, http, idempotency, messaging.consumer, messaging.outbox, orders,
 * orders.events, orders.reading, platform, sql, sweeps, timeline.
 *
 * <p>API: AnswersUnderWay, OrderCompensation, OrderConfirmation, OrderReturns.
 */
@CheckReturnValue
package io.lockstep.orders.changing;

import com.google.errorprone.annotations.CheckReturnValue;
