package io.lockstep.locks.leases;

/** Another holder has the lock, for longer than the caller wanted to wait. */
public final class LockBusy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LockBusy(String name) {
    super("the lock " + name + " is held by another", null, false, false);
  }
}
