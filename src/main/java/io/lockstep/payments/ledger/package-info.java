/**
 * The embedded provider: moves the money of orders between accounts of the same database, in the
 * transaction of the order's step. A refund that cannot be made now is tried again.
 *
 * <p>Uses: accounts.ledger, messaging.outbox, operations, orders.events, payments, platform, sql,
 * sql.tables, sweeps.
 *
 * <p>API: none.
 *
 * <p>For payments alone: LedgerGateway, Refund, RefundAttempts, Refunds.
 */
@CheckReturnValue
package io.lockstep.payments.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
