package io.lockstep.messaging.deadletters.handling;

import io.lockstep.http.Problem;
import io.lockstep.messaging.deadletters.MessageKey;
import io.lockstep.platform.Time;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which dead letters are meant; null for any.
 *
 * @param from not those that died before
 * @param to only those that died before
 */
record DeadLetterFilter(String queue, String reason, String type, Instant from, Instant to) {
  /** What RFC 3339 has and {@link OffsetDateTime} does not ask for: seconds, a short offset. */
  private static final Pattern TIME =
      Pattern.compile(
          "[-0-9]{10}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|z|[+-][0-9:]{5})");

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");

  /** An id is made a moment before the time of death is read, from the same clock. */
  private static final Duration BETWEEN = Duration.ofMinutes(1);

  /**
   * Reads query parameters.
   *
   * @throws Problem 400 if one is wrong, or {@code from} is not before {@code to}
   */
  static DeadLetterFilter of(String queue, String reason, String type, String from, String to) {
    Instant begin = time("from", from);
    Instant end = time("to", to);
    if (begin != null && end != null && !begin.isBefore(end)) {
      throw Problem.invalid("from", "must be before to");
    }
    return new DeadLetterFilter(
        word("queue", queue), word("reason", reason), word("type", type), begin, end);
  }

  private static String word(String field, String value) {
    if (value != null && value.isBlank()) {
      throw Problem.invalid(field, "must not be blank");
    }
    return value;
  }

  private static Instant time(String field, String value) {
    if (value == null) {
      return null;
    }
    try {
      Instant parsed = OffsetDateTime.parse(value).toInstant();
      if (TIME.matcher(value).matches() && !parsed.isBefore(EARLIEST) && !parsed.isAfter(LATEST)) {
        return parsed;
      }
    } catch (DateTimeException none) {
      throw notATime(field);
    }
    throw notATime(field);
  }

  private static Problem notATime(String field) {
    return Problem.invalid(field, "must be an RFC 3339 time, from 1970 on");
  }

  /** The index that has exactly these letters, in the order of their ids. */
  String index() {
    String columns =
        (queue == null ? "" : "_queue")
            + (reason == null ? "" : "_reason")
            + (type == null ? "" : "_type");
    return columns.isEmpty() ? "dead" : "dead_by" + columns;
  }

  /** The conditions as SQL; adds their arguments, in order. */
  String conditions(List<Object> arguments) {
    StringBuilder sql = new StringBuilder();
    if (queue != null) {
      sql.append(" AND d.queue = ? AND LENGTH(d.queue) = ?");
      arguments.addAll(List.of(queue, bytesOf(queue)));
    }
    if (reason != null) {
      sql.append(" AND d.reason = ? AND LENGTH(d.reason) = ?");
      arguments.addAll(List.of(reason, bytesOf(reason)));
    }
    if (type != null) {
      sql.append(" AND d.type_key = ?");
      arguments.add(MessageKey.of(type));
    }
    if (from != null) {
      sql.append(" AND d.dead_at >= ? AND d.id >= ?");
      arguments.addAll(List.of(Time.toColumn(from), beginningOfIds(from.minus(BETWEEN))));
    }
    if (to != null) {
      sql.append(" AND d.dead_at < ? AND d.id < ?");
      arguments.addAll(List.of(Time.toColumn(to), beginningOfIds(to.plus(BETWEEN))));
    }
    return sql.toString();
  }

  /**
   * How long a name is. The database takes names for the same that differ only by spaces at their
   * end.
   */
  private static int bytesOf(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  /** What all ids begin with that are made in this millisecond: they are UUIDs of version 7. */
  private static String beginningOfIds(Instant time) {
    long millis = Math.max(0, time.toEpochMilli());
    return "%08x-%04x".formatted(millis >>> 16, millis & 0xFFFF);
  }
}
