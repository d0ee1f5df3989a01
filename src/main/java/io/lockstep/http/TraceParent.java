package io.lockstep.http;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The trace context that a caller sends and that every message it causes carries on.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
public final class TraceParent {
  /** The header that carries it. */
  public static final String HEADER = "traceparent";

  private static final Pattern PATTERN =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceParent() {}

  /** The header where it is well formed, else null: a broken context is not carried on. */
  public static String orNull(String header) {
    return header != null && PATTERN.matcher(header).matches() ? header : null;
  }

  /** The trace that a well-formed context belongs to, 32 hex digits; null for null. */
  public static String traceIdOf(String traceparent) {
    return traceparent == null ? null : traceparent.split("-")[1];
  }

  /** A trace that begins here, for a request that came without one. */
  public static String begun() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "00-%016x%016x-%016x-00".formatted(random.nextLong(), notZero(random), notZero(random));
  }

  private static long notZero(ThreadLocalRandom random) {
    return random.nextLong() | 1;
  }
}
