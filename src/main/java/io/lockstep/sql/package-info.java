/**
 * Transactions and row locks on the reactive client of MySQL and MariaDB, and what their errors
 * mean.
 *
 * <p>Uses: none.
 *
 * <p>API: EntityTransactions, Isolation, Overloaded, RowBusy, RowLock, Schema, SqlErrors,
 * Transactions, Tx, TxOptions.
 *
 * <p>For sql alone: SqlConfig.
 */
@CheckReturnValue
package io.lockstep.sql;

import com.google.errorprone.annotations.CheckReturnValue;
