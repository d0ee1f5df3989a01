/**
 * Leases, semaphores, and who waits for whom on rows of the database.
 *
 * <p>Uses: console.web.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.console.locks;

import com.google.errorprone.annotations.CheckReturnValue;
