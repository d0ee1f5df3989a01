/**
 * A lease by quorum of independent Redis servers.
 *
 * <p>Uses: locks, locks.fencing, locks.redis, locks.waiting, operations, sql.
 *
 * <p>API: none.
 *
 * <p>For locks alone: RedlockServers, RedlockStore.
 */
@CheckReturnValue
package io.lockstep.locks.redlock;

import com.google.errorprone.annotations.CheckReturnValue;
