/**
 * The protocol with a payment provider outside the database: what is wanted and due is written with
 * the order's step, the provider is asked outside any transaction by a key that is the payment's id
 * and step, and what it answers is written with its messages. Every step may be repeated, crash,
 * arrive late, twice, or in another order.
 *
 * <p>Uses: messaging.outbox, operations, orders.events, orders.placing, payments, payments.spi,
 * platform, sql, sql.groups, sql.tables, sweeps.
 *
 * <p>API: none.
 *
 * <p>For payments alone: Differences, OutsidePayments, Providers.
 */
@CheckReturnValue
package io.lockstep.payments.protocol;

import com.google.errorprone.annotations.CheckReturnValue;
