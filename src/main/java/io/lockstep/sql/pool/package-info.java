/**
 * The pool of connections: how it is set up, and whether it gives connections back.
 *
 * <p>Uses: sql.
 *
 * <p>API: PoolWatch.
 */
@CheckReturnValue
package io.lockstep.sql.pool;

import com.google.errorprone.annotations.CheckReturnValue;
