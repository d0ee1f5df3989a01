package io.lockstep.messaging;

import java.time.Duration;

/** Pauses that grow with each failure in a row. Not for several threads at once. */
public final class Backoff {
  private final Duration shortest;
  private final Duration longest;
  private Duration next;
  private long notBefore = System.nanoTime();

  public Backoff(Duration shortest, Duration longest) {
    this.shortest = shortest;
    this.longest = longest;
    this.next = shortest;
  }

  public void failed() {
    notBefore = System.nanoTime() + next.toNanos();
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
  }

  public void worked() {
    next = shortest;
  }

  public boolean isPausing() {
    return notBefore - System.nanoTime() > 0;
  }
}
