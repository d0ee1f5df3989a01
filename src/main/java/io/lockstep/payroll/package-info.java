/**
 * Employees, departments and raises.
 *
 * <p>Uses: auditlog, batches, http, http.json, idempotency, platform, sql.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.payroll;

import com.google.errorprone.annotations.CheckReturnValue;
