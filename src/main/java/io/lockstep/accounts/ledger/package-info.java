/**
 * The money on accounts: double entry, so that the sum over all accounts is always zero. Locks the
 * rows it posts to in ascending order.
 *
 * <p>Uses: operations, platform, sql, sql.tables.
 *
 * <p>API: Ledger.
 *
 * <p>For accounts alone: AccountRows, AccountStatus.
 */
@CheckReturnValue
package io.lockstep.accounts.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
