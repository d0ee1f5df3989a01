/**
 * Charges and refunds orders through a gateway; answers in the events that orders.events owns. A
 * refund that cannot be made now is tried again.
 *
 * <p>Uses: accounts.ledger, messaging.consumer, messaging.outbox, operations, orders.changing,
 * orders.events, platform, sql, sql.tables, sweeps.
 *
 * <p>API: none.
 *
 * <p>For payments alone: Payment, RefundAttempts, Refunds.
 */
@CheckReturnValue
package io.lockstep.payments;

import com.google.errorprone.annotations.CheckReturnValue;
