package io.lockstep.logins.limits;

import java.time.Duration;

/**
 * How many requests somebody has: a bucket of so many tokens, which fills in a window.
 *
 * @param name the kind of those who have it
 * @param requests the most tokens
 * @param window the time in which an empty bucket is full again
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit
 *     header fields for HTTP</a>
 */
record Policy(String name, int requests, Duration window) {
  /** An instance takes this part of a bucket at once, so that not every request asks Redis. */
  private static final int PORTIONS = 200;

  private static final double NANOS = 1e9;

  /** Tokens that come back in a second. */
  double perSecond() {
    return requests / (window.toNanos() / NANOS);
  }

  /** How many tokens an instance takes at once. */
  int portion() {
    return Math.max(1, requests / PORTIONS);
  }

  /** The whole seconds until that many tokens have come back, rounded up. */
  long secondsUntil(double tokens) {
    return (long) Math.ceil(Math.max(0, tokens) / perSecond());
  }

  /** The value of {@code RateLimit-Policy}. */
  String header() {
    return "\"%s\";q=%d;w=%d".formatted(name, requests, Math.max(1, window.toSeconds()));
  }

  /** The value of {@code RateLimit} with that many tokens left. */
  String header(long left) {
    return "\"%s\";r=%d;t=%d".formatted(name, left, secondsUntil((double) requests - left));
  }
}
