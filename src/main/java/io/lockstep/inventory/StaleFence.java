package io.lockstep.inventory;

/** A writer's lock is older than one that has written the row already. */
final class StaleFence extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StaleFence(long fence, long highest) {
    super("fence " + fence + " comes after " + highest, null, false, false);
  }
}
