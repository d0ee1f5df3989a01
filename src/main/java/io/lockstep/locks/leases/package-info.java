/**
 * Locks and leases for those who use them: the backends, their resource, the clean-up of ended
 * leases.
 *
 * <p>Uses: http, idempotency, locks, locks.fencing, locks.redis, locks.redlock, locks.waiting,
 * platform, sql, sql.tables, sweeps.
 *
 * <p>API: Lock, LockBackend, LockRequest, LockTable, Locks.
 *
 * <p>For locks alone: LockMetrics.
 */
@CheckReturnValue
package io.lockstep.locks.leases;

import com.google.errorprone.annotations.CheckReturnValue;
