package io.lockstep.reports;

import io.lockstep.http.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** A time from one instant up to before another. */
record Period(Instant from, Instant until) {
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration USUAL = Duration.ofDays(30);

  /** What RFC 3339 has and {@link OffsetDateTime} does not ask for: seconds, a short offset. */
  private static final Pattern TIME =
      Pattern.compile(
          "[-0-9]{10}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|z|[+-][0-9:]{5})");

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");

  /**
   * Reads the query parameters, each a date or an RFC 3339 time. A date begins the period at its
   * midnight UTC, and ends it at that of the day after: both days are in it.
   *
   * @param from null for 30 days before {@code to}
   * @param to null for now
   * @throws Problem 400 if one is neither, if they are the wrong way round, or more than 366 days
   *     apart
   */
  static Period of(String from, String to, Instant now) {
    Instant end = to == null ? now : parse("to", to);
    Instant begin = from == null ? end.minus(USUAL) : parse("from", from);
    if (begin.isAfter(end)) {
      throw Problem.invalid("from", "must not be after to");
    }
    if (Duration.between(begin, end).compareTo(LONGEST) > 0) {
      throw Problem.invalid("to", "must be at most 366 days after from");
    }
    return new Period(begin, isDate(to) ? end.plus(Duration.ofDays(1)) : end);
  }

  private static boolean isDate(String value) {
    return value != null && value.indexOf('T') < 0 && value.indexOf('t') < 0;
  }

  private static Instant parse(String field, String value) {
    try {
      Instant parsed =
          isDate(value)
              ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(value).toInstant();
      boolean wellFormed = isDate(value) || TIME.matcher(value).matches();
      if (wellFormed && !parsed.isBefore(EARLIEST) && !parsed.isAfter(LATEST)) {
        return parsed;
      }
    } catch (DateTimeException neither) {
      throw notATime(field);
    }
    throw notATime(field);
  }

  private static Problem notATime(String field) {
    return Problem.invalid(field, "must be a date or an RFC 3339 time, from 1970 on");
  }
}
