package io.lockstep.reports;

import io.lockstep.http.Problem;
import io.lockstep.platform.Rfc3339;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** A time from one instant up to before another. */
record Period(Instant from, Instant until) {
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration USUAL = Duration.ofDays(30);

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
    return (isDate(value) ? midnightOf(value) : Rfc3339.parse(value))
        .orElseThrow(() -> notATime(field));
  }

  private static Optional<Instant> midnightOf(String date) {
    try {
      return Optional.of(LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant())
          .filter(Rfc3339::isSupported);
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  private static Problem notATime(String field) {
    return Problem.invalid(field, "must be a date or an RFC 3339 time, from 1970 on");
  }
}
