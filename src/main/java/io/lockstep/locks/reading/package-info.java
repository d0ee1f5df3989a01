/**
 * Leases for those who look at them: a list, and how many there are.
 *
 * <p>Uses: http, locks, locks.leases, sql, sql.tables.
 *
 * <p>API: LockFigures.
 */
@CheckReturnValue
package io.lockstep.locks.reading;

import com.google.errorprone.annotations.CheckReturnValue;
