package io.lockstep.locks.semaphores;

/** The semaphore has another limit than the caller thinks. */
public final class SemaphoreLimitDiffers extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long limit;

  SemaphoreLimitDiffers(long limit) {
    super("the semaphore has " + limit + " permits", null, false, false);
    this.limit = limit;
  }

  /** The limit that it has. */
  public long limit() {
    return limit;
  }
}
