/**
 * Counting semaphores in Redis, whose permits are leases; a module may use Semaphores.
 *
 * <p>Uses: http, idempotency, locks, locks.leases, locks.redis, locks.waiting, platform.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.locks.semaphores;

import com.google.errorprone.annotations.CheckReturnValue;
