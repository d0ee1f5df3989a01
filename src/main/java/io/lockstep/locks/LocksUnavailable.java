package io.lockstep.locks;

/**
 * The servers that keep the locks cannot be reached, or not enough of them. Nothing was granted; a
 * server that only failed to answer may hold the lock for us until its ttl ends.
 */
public final class LocksUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LocksUnavailable(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
