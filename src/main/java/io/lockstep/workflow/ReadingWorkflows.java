package io.lockstep.workflow;

import io.lockstep.http.Page;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Reads workflows for people. */
@ApplicationScoped
public class ReadingWorkflows {
  private final Transactions transactions;
  private final WorkflowRepository workflows;

  ReadingWorkflows(Transactions transactions, WorkflowRepository workflows) {
    this.transactions = transactions;
    this.workflows = workflows;
  }

  /** A workflow with its history. */
  Uni<Optional<WorkflowView>> find(UUID id) {
    return transactions.read(
        tx ->
            workflows
                .find(tx, id)
                .flatMap(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().item(Optional.empty())
                            : withHistory(tx, found.get()).map(Optional::of)));
  }

  /**
   * Newest first, without their histories.
   *
   * @param type null for all
   * @param status null for all
   */
  Uni<Page<WorkflowView>> list(String type, WorkflowStatus status, Page.Request page) {
    String before = page.beforeId(Ids::isWellFormed);
    return transactions
        .read(tx -> workflows.newest(tx, type, status, before, page.rowsToRead()))
        .map(rows -> Page.of(rows, page, each -> each.id().toString()).map(WorkflowView::of));
  }

  /** How many run, since when the oldest of them, and how many wait too long for a worker. */
  public Uni<Figures> figures(Tx tx) {
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
  public record Figures(long running, long overdue, long oldestRunningSeconds) {}

  private Uni<WorkflowView> withHistory(Tx tx, Workflow workflow) {
    return workflows.history(tx, workflow).map(history -> WorkflowView.of(workflow, history));
  }
}
