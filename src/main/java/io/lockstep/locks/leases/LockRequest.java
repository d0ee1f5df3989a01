package io.lockstep.locks.leases;

import java.time.Duration;
import java.util.Optional;

/**
 * What is asked of a {@link LockBackend}.
 *
 * @param name the lock's name; the fence grows for each name by itself
 * @param ttl after this the lock ends by itself, unless it is renewed
 * @param maxWait how long to wait for other holders; empty: for the configured number of retries
 * @param retryDelay how often to look again when no release wakes us; empty: as configured
 * @param renewing whether the handle renews itself, at a third of the ttl, until it is released
 */
public record LockRequest(
    String name,
    Duration ttl,
    Optional<Duration> maxWait,
    Optional<Duration> retryDelay,
    boolean renewing) {
  private static final Duration DEFAULT_TTL = Duration.ofSeconds(10);

  /** What an acquisition may take beyond its caller's wait. */
  private static final Duration MARGIN = Duration.ofSeconds(15);

  public LockRequest {
    if (ttl.isNegative() || ttl.isZero()) {
      throw new IllegalArgumentException("a lock needs a time to live");
    }
  }

  /** Ten seconds of this lock, if nobody holds it now. */
  public static LockRequest of(String name) {
    return new LockRequest(name, DEFAULT_TTL, Optional.of(Duration.ZERO), Optional.empty(), false);
  }

  /** How long a request that waits for so long may be under way at most. */
  public static Duration longestWait(Duration maxWait) {
    return maxWait.plus(MARGIN);
  }

  /** The same of another lock. */
  LockRequest named(String other) {
    return new LockRequest(other, ttl, maxWait, retryDelay, renewing);
  }

  /** The same for another time. */
  public LockRequest lasting(Duration time) {
    return new LockRequest(name, time, maxWait, retryDelay, renewing);
  }

  /** The same, waiting for other holders: first come, first served within one instance. */
  public LockRequest waiting(Duration limit) {
    return new LockRequest(name, ttl, Optional.of(limit), retryDelay, renewing);
  }

  /** The same, with {@code lockstep.locks.retries} retries, {@code retry-delay} apart. */
  public LockRequest retrying() {
    return new LockRequest(name, ttl, Optional.empty(), Optional.empty(), renewing);
  }

  /** The same with at most this many retries, this far apart. */
  public LockRequest retrying(int most, Duration delay) {
    return new LockRequest(
        name, ttl, Optional.of(delay.multipliedBy(most)), Optional.of(delay), renewing);
  }

  /** The same, renewed at a third of its time until it is released. */
  public LockRequest renewed() {
    return new LockRequest(name, ttl, maxWait, retryDelay, true);
  }
}
