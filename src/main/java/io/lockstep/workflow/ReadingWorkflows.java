package io.lockstep.workflow;

import io.lockstep.http.Page;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.workflow.model.Workflow;
import io.lockstep.workflow.model.WorkflowStatus;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Reads workflows for people. */
@ApplicationScoped
class ReadingWorkflows {
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

  private Uni<WorkflowView> withHistory(Tx tx, Workflow workflow) {
    return workflows.history(tx, workflow).map(history -> WorkflowView.of(workflow, history));
  }
}
