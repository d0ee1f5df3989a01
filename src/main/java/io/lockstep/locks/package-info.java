/**
 * Locks and leases that several instances share, and the fencing numbers that make them safe. Knows
 * no feature; uses {@code sql} and {@code platform}.
 */
@CheckReturnValue
package io.lockstep.locks;

import com.google.errorprone.annotations.CheckReturnValue;
