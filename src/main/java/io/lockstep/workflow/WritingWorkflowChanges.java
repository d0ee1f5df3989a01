package io.lockstep.workflow;

import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.sql.Tx;
import io.lockstep.workflow.messages.WorkflowMessages;
import io.lockstep.workflow.model.WorkflowChange;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes what became of workflows: rows, history, and the tasks that wait for workers. The
 * workflows must be locked by the transaction already.
 */
@ApplicationScoped
class WritingWorkflowChanges {
  private final WorkflowRepository workflows;
  private final Outbox outbox;
  private final WorkflowMessages messages;

  WritingWorkflowChanges(WorkflowRepository workflows, Outbox outbox, WorkflowMessages messages) {
    this.workflows = workflows;
    this.outbox = outbox;
    this.messages = messages;
  }

  /** One change for each workflow. */
  Uni<Void> write(Tx tx, Collection<WorkflowChange> changes) {
    List<WorkflowChange> counted = changes.stream().map(WorkflowChange::counted).toList();
    return workflows
        .write(tx, counted)
        .chain(() -> outbox.append(tx, counted.stream().flatMap(this::task).toList()));
  }

  private Stream<OutgoingMessage> task(WorkflowChange change) {
    return change.next().task().stream()
        .map(task -> messages.of(task, change.next().traceparent()));
  }
}
