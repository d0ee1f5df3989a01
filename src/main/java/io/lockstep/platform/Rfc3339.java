package io.lockstep.platform;

import io.lockstep.http.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Times as callers write them, from 1970 to 9999.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339, 5.6</a>
 */
public final class Rfc3339 {
  /** What the RFC has and {@link OffsetDateTime} does not ask for: seconds, a short offset. */
  private static final Pattern TIME =
      Pattern.compile(
          "[-0-9]{10}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|z|[+-][0-9:]{5})");

  private static final Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");

  private Rfc3339() {}

  /** The time that a text is; empty if it is none, or outside of those years. */
  public static Optional<Instant> parse(String text) {
    try {
      return TIME.matcher(text).matches()
          ? Optional.of(OffsetDateTime.parse(text).toInstant()).filter(Rfc3339::isSupported)
          : Optional.empty();
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  /** Whether a time is one of those that callers may name. */
  public static boolean isSupported(Instant time) {
    return !time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST);
  }

  /**
   * Reads a query parameter.
   *
   * @return the time; null for null
   * @throws Problem 400 if it is none
   */
  public static Instant inQuery(String field, String value) {
    return value == null
        ? null
        : parse(value)
            .orElseThrow(
                () -> Problem.invalid(field, "must be an RFC 3339 time, from 1970 to 9999"));
  }
}
