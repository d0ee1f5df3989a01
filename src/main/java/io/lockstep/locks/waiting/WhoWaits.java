package io.lockstep.locks.waiting;

/** Who waits for the same thing on this instance, and wants to be woken when it is released. */
public enum WhoWaits {
  /** Nobody: the caller goes away if it gets nothing. */
  NOBODY,
  /** The caller who asks, if it gets nothing. */
  THE_CALLER,
  /** Others behind the caller, whatever it gets. */
  OTHERS
}
