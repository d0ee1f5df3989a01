package io.lockstep.locks;

/**
 * The servers that keep the locks cannot be reached, or not enough of them. Nothing was granted; a
 * server that only failed to answer may hold the lock for us until its ttl ends.
 */
public final class LocksUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean gone;

  public LocksUnavailable(String message, Throwable cause) {
    this(message, cause, false);
  }

  /**
   * With what is known of the server.
   *
   * @param gone whether nothing listens at its address: that run of the server is over
   */
  public LocksUnavailable(String message, Throwable cause, boolean gone) {
    super(message, cause, false, false);
    this.gone = gone;
  }

  public boolean isGone() {
    return gone;
  }
}
