package io.lockstep.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What all checks have found. */
@RegisterForReflection
record AuditReport(boolean ok, List<Line> checks) {
  static AuditReport of(List<Line> checks) {
    return new AuditReport(checks.stream().allMatch(Line::ok), checks);
  }

  /**
   * What one check has found when it ran last, on whichever instance.
   *
   * @param lastOkAt when its invariant held last; null if it never did
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "AuditResult")
  record Kept(
      String name,
      boolean ok,
      String detail,
      Instant ranAt,
      @Schema(nullable = true) Instant lastOkAt) {
    static Kept of(Row row) {
      return new Kept(
          row.getString("name"),
          row.getLong("ok") == 1,
          row.getString("detail"),
          Time.fromColumn(row.getLocalDateTime("ran_at")),
          Time.fromColumn(row.getLocalDateTime("last_ok_at")));
    }
  }

  /** What all checks have found when they ran last; none before the first audit. */
  @RegisterForReflection
  @Schema(name = "AuditResults")
  record AllKept(List<Kept> data) {}

  /** What one check has found. */
  @RegisterForReflection
  @Schema(name = "AuditCheck")
  record Line(String name, boolean ok, String detail) {
    static Line of(AuditCheck check, AuditCheck.Result found) {
      return new Line(check.name(), found.ok(), found.detail());
    }
  }
}
