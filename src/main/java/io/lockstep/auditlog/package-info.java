/**
 * Who has done what: a row of the audit log for each act of a person or a key, in the transaction
 * of the act; {@code /audit-log}.
 *
 * <p>Uses: http, platform, security, sql, sql.tables, timeline.
 *
 * <p>API: Act, AuditLog, RecordedTransactions.
 */
@CheckReturnValue
package io.lockstep.auditlog;

import com.google.errorprone.annotations.CheckReturnValue;
