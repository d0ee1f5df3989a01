/**
 * What all locks share: settings, the store of leases that a backend implements, what fails.
 *
 * <p>Uses: locks.waiting.
 *
 * <p>API: LockLost, LocksUnavailable.
 *
 * <p>For locks alone: LeaseStore, LocksConfig.
 */
@CheckReturnValue
package io.lockstep.locks;

import com.google.errorprone.annotations.CheckReturnValue;
