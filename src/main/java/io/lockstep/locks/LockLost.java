package io.lockstep.locks;

/**
 * The lock is not ours any more: its time ended, its server forgot it, or it was released. What it
 * guarded must stop.
 */
public final class LockLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LockLost(String name) {
    super("the lock " + name + " is lost", null, false, false);
  }
}
