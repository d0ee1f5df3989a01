package io.lockstep.auditlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.platform.Time;
import io.lockstep.timeline.TimelineEntry;
import io.lockstep.timeline.TimelineEntry.Kind;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One act.
 *
 * @param actor the subject of a token (behind {@code sub:} if it looks like the id of a key), the
 *     id of a key, {@code admin-key} for the configured one, or {@code anonymous} where no login is
 *     configured
 * @param action the id of the operation
 * @param target the id of what it was done to, or null
 * @param reason why, in the words of who did it, or null
 * @param outcome {@code done}, or the kind of the problem for which it was refused
 * @param traceId the trace of the request, or null
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record AuditLogEntry(
    @Schema(format = "uuid") String id,
    Instant at,
    String actor,
    String action,
    @Schema(nullable = true) String target,
    @Schema(nullable = true) String reason,
    String outcome,
    @Schema(nullable = true) String traceId) {
  static final String DONE = "done";
  static final String COLUMNS = "id, at, actor, action, target, reason, outcome, trace_id";

  static AuditLogEntry of(Row row) {
    return new AuditLogEntry(
        row.getString("id"),
        Time.fromColumn(row.getLocalDateTime("at")),
        row.getString("actor"),
        row.getString("action"),
        row.getString("target"),
        row.getString("reason"),
        row.getString("outcome"),
        row.getString("trace_id"));
  }

  /** As the timeline of what it was done to tells it. */
  TimelineEntry told() {
    return new TimelineEntry(at, Kind.OPERATOR, action, detail(), actor, traceId);
  }

  private String detail() {
    if (outcome.equals(DONE)) {
      return reason;
    }
    return reason == null ? outcome : outcome + ": " + reason;
  }
}
