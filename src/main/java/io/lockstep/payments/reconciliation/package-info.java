/**
 * Compares our payments with the books of their provider, and names every difference.
 *
 * <p>Uses: operations, payments, payments.protocol, payments.spi, platform, sql, sql.tables,
 * sweeps.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.payments.reconciliation;

import com.google.errorprone.annotations.CheckReturnValue;
