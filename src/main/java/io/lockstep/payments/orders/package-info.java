/**
 * What the steps of an order mean for its payment: created, it is charged; confirmed, its money is
 * taken; cancelled, given back. Answers in the events that orders.events owns.
 *
 * <p>Uses: messaging.consumer, messaging.outbox, operations, orders.changing, orders.events,
 * payments, payments.ledger, payments.protocol, platform, sql.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.payments.orders;

import com.google.errorprone.annotations.CheckReturnValue;
