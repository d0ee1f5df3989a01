package io.lockstep.locks.waiting;

import java.time.Duration;

/**
 * What one attempt brought.
 *
 * @param won what was got; null if it is held by others
 * @param freeAfter when the present holder's time ends at the latest, if that is known, else a long
 *     time
 */
public record Turn<G>(G won, Duration freeAfter) {
  private static final Duration UNKNOWN = Duration.ofDays(1);

  public static <G> Turn<G> won(G what) {
    return new Turn<>(what, UNKNOWN);
  }

  public static <G> Turn<G> busy() {
    return new Turn<>(null, UNKNOWN);
  }

  public static <G> Turn<G> busyFor(Duration remaining) {
    return new Turn<>(null, remaining);
  }

  public boolean isWon() {
    return won != null;
  }
}
