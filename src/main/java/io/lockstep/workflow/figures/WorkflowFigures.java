package io.lockstep.workflow.figures;

import io.lockstep.sql.Tx;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Counts the workflows that are under way; those that have ended are not read. */
@ApplicationScoped
public class WorkflowFigures {
  /** How many run, since when the oldest of them, and how many wait too long for a worker. */
  public Uni<Figures> now(Tx tx) {
    return tx.first(
            """
            SELECT (SELECT COUNT(*) FROM workflows FORCE INDEX (by_status)
                     WHERE status = 'RUNNING') AS running,
                   (SELECT COUNT(*) FROM workflows FORCE INDEX (by_due)
                     WHERE due_at < UTC_TIMESTAMP(6)) AS overdue,
                   COALESCE((SELECT TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP(6))
                     FROM workflows FORCE INDEX (by_status)
                     WHERE status = 'RUNNING' ORDER BY id LIMIT 1), 0) AS oldest
            """,
            row ->
                new Figures(row.getLong("running"), row.getLong("overdue"), row.getLong("oldest")))
        .map(Optional::orElseThrow);
  }

  /**
   * What an operator wants to know of workflows.
   *
   * @param overdue those whose worker is about to be asked again
   * @param oldestRunningSeconds the age of the oldest that runs; 0 where none does
   */
  @RegisterForReflection
  @Schema(name = "WorkflowFigures")
  public record Figures(long running, long overdue, long oldestRunningSeconds) {}
}
