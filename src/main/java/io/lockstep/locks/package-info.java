/**
 * Locks and leases that several instances share, and the fencing numbers that make them safe. Knows
 * no feature; uses {@code sql} and {@code platform}.
 */
package io.lockstep.locks;
