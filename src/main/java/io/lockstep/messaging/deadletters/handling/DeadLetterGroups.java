package io.lockstep.messaging.deadletters.handling;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The largest groups of dead letters.
 *
 * @param data the largest first
 * @param groups how many groups there are
 * @param letters how many dead letters there are in all groups
 */
@RegisterForReflection
@Schema(name = "DeadLetterGroups")
record DeadLetterGroups(List<Group> data, long groups, long letters) {
  static DeadLetterGroups of(List<Row> rows) {
    return rows.isEmpty()
        ? new DeadLetterGroups(List.of(), 0, 0)
        : new DeadLetterGroups(
            rows.stream().map(Group::of).toList(),
            rows.get(0).getLong("all_groups"),
            rows.get(0).getLong("all_letters"));
  }

  /**
   * Dead letters that look like one mistake.
   *
   * @param error the first line of their errors, with {@code #} for each id, number and time; null
   *     where they have none
   * @param oldest when the first of them died
   * @param newest when the last of them died
   * @param example the id of the newest
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "DeadLetterGroup")
  record Group(
      @Schema(pattern = "[0-9a-f]{32}") String id,
      String queue,
      String reason,
      String type,
      @Schema(nullable = true) String error,
      long count,
      Instant oldest,
      Instant newest,
      @Schema(format = "uuid") String example) {
    private static Group of(Row row) {
      String line = row.getString("error_line");
      return new Group(
          row.getString("group_key"),
          row.getString("queue"),
          row.getString("reason"),
          row.getString("type"),
          line.isEmpty() ? null : line,
          row.getLong("letters"),
          Time.fromColumn(row.getLocalDateTime("oldest")),
          Time.fromColumn(row.getLocalDateTime("newest")),
          row.getString("example"));
    }
  }
}
