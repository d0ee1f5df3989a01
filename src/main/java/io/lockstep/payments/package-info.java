/**
 * The payment of an order: how it stands, its rows, the settings. How money moves is in the
 * packages below.
 *
 * <p>Uses: orders.events, platform, sql, sql.tables.
 *
 * <p>API: none.
 *
 * <p>For payments alone: Charge, Payment, PaymentStatus, Payments, PaymentsConfig.
 */
@CheckReturnValue
package io.lockstep.payments;

import com.google.errorprone.annotations.CheckReturnValue;
