package io.lockstep.operations;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What all checks have found. */
@RegisterForReflection
record AuditReport(boolean ok, List<Line> checks) {
  static AuditReport of(List<Line> checks) {
    return new AuditReport(checks.stream().allMatch(Line::ok), checks);
  }

  /** What one check has found. */
  @RegisterForReflection
  @Schema(name = "AuditCheck")
  record Line(String name, boolean ok, String detail) {
    static Line of(AuditCheck check, AuditCheck.Result found) {
      return new Line(check.name(), found.ok(), found.detail());
    }
  }
}
