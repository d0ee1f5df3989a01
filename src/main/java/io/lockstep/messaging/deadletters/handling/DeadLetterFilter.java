package io.lockstep.messaging.deadletters.handling;

import io.lockstep.http.Problem;
import io.lockstep.messaging.deadletters.LetterGroup;
import io.lockstep.messaging.deadletters.MessageKey;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Rfc3339;
import io.lockstep.platform.Time;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which dead letters are meant; null for any.
 *
 * @param group the key of a {@link LetterGroup}
 * @param subject what their messages are about: the id of an order, for one
 * @param from not those that died before
 * @param to only those that died before
 */
record DeadLetterFilter(
    String queue,
    String reason,
    String type,
    String group,
    String subject,
    Instant from,
    Instant to) {
  /** An id is made a moment before the time of death is read, from the same clock. */
  private static final Duration BETWEEN = Duration.ofMinutes(1);

  /**
   * Reads query parameters.
   *
   * @throws Problem 400 if one is wrong, or {@code from} is not before {@code to}
   */
  static DeadLetterFilter of(
      String queue,
      String reason,
      String type,
      String group,
      String subject,
      String from,
      String to) {
    Instant begin = Rfc3339.inQuery("from", from);
    Instant end = Rfc3339.inQuery("to", to);
    if (begin != null && end != null && !begin.isBefore(end)) {
      throw Problem.invalid("from", "must be before to");
    }
    if (group != null && !LetterGroup.isKey(group)) {
      throw Problem.invalid("group", "is not an id of a group of dead letters");
    }
    return new DeadLetterFilter(
        word("queue", queue),
        word("reason", reason),
        word("type", type),
        group,
        word("subject", subject),
        begin,
        end);
  }

  private static String word(String field, String value) {
    if (value != null && value.isBlank()) {
      throw Problem.invalid(field, "must not be blank");
    }
    return value;
  }

  /**
   * The index that has exactly these letters, in the order of their ids; those of a group have one
   * queue, reason and type anyway, and those of a subject are few.
   */
  String index() {
    if (subject != null) {
      return "dead_by_subject";
    }
    if (group != null) {
      return "dead_by_group";
    }
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
    if (group != null) {
      sql.append(" AND d.group_key = ?");
      arguments.add(group);
    }
    if (subject != null) {
      sql.append(" AND d.subject_key = ?");
      arguments.add(MessageKey.of(subject));
    }
    if (from != null) {
      sql.append(" AND d.dead_at >= ? AND d.id >= ?");
      arguments.addAll(List.of(Time.toColumn(from), leastIdAt(from.minus(BETWEEN))));
    }
    if (to != null) {
      sql.append(" AND d.dead_at < ? AND d.id < ?");
      arguments.addAll(List.of(Time.toColumn(to), leastIdAt(to.plus(BETWEEN))));
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

  private static String leastIdAt(Instant time) {
    return Ids.lowestAt(time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time);
  }
}
