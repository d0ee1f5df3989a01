/**
 * Accounts over REST: opening, depositing, transferring, statements; opens and closes one for each
 * user.
 *
 * <p>Uses: accounts.ledger, auditlog, http, idempotency, platform, security, sql, sql.tables.
 *
 * <p>API: UserAccounts.
 */
@CheckReturnValue
package io.lockstep.accounts;

import com.google.errorprone.annotations.CheckReturnValue;
