/**
 * The queue of those who wait for the same thing within one instance.
 *
 * <p>Uses: none.
 *
 * <p>API: none.
 *
 * <p>For locks alone: Turn, WaitQueue, WhoWaits.
 */
@CheckReturnValue
package io.lockstep.locks.waiting;

import com.google.errorprone.annotations.CheckReturnValue;
