package io.lockstep.workflow;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.json.JsonText;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.platform.Ids;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.workflow.messages.WorkflowMessage;
import io.lockstep.workflow.messages.WorkflowMessages;
import io.lockstep.workflow.model.Workflow;
import io.lockstep.workflow.types.BuiltInWorkflow;
import io.lockstep.workflow.types.BuiltInWorkflows;
import io.lockstep.workflow.types.WorkflowTypes;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Starts workflows: the row is there at once, its first step is asked for by a message. */
@ApplicationScoped
class StartingWorkflow {
  private final WorkflowTypes types;
  private final WorkflowRepository workflows;
  private final BuiltInWorkflows builtIn;
  private final Outbox outbox;
  private final WorkflowMessages messages;
  private final Ids ids;
  private final Clock clock;

  StartingWorkflow(
      WorkflowTypes types,
      WorkflowRepository workflows,
      BuiltInWorkflows builtIn,
      Outbox outbox,
      WorkflowMessages messages,
      Ids ids,
      Clock clock) {
    this.types = types;
    this.workflows = workflows;
    this.builtIn = builtIn;
    this.outbox = outbox;
    this.messages = messages;
    this.ids = ids;
    this.clock = clock;
  }

  /** 201 with the workflow; 422 where there is no such type, or it refuses this data. */
  Uni<Answer> start(Tx tx, String type, JsonText data, String traceparent) {
    return begin(tx, ids.next(), type, data, traceparent)
        .call(begun -> publish(tx, begun, traceparent))
        .map(begun -> Answer.created("/workflows/" + begun.id(), WorkflowView.of(begun)))
        .onFailure(Problem.class)
        .recoverWithItem(refused -> Answer.refused((Problem) refused));
  }

  private Uni<Void> publish(Tx tx, Workflow begun, String traceparent) {
    return outbox.append(
        tx,
        List.of(
            messages.of(
                new WorkflowMessage.Start(begun.id(), begun.type(), begun.data()), traceparent)));
  }

  /**
   * Inserts a workflow, unless there is one of that id.
   *
   * @return the workflow; fails with a {@link Problem} 422
   */
  Uni<Workflow> begin(Tx tx, UUID id, String type, JsonText data, String traceparent) {
    return types
        .lock(tx, RowLock.SHARE, type)
        .map(found -> found.orElseThrow(() -> unknown(type)))
        .call(known -> check(tx, type, data))
        .map(known -> Workflow.begin(id, known, data, traceparent, clock.instant()))
        .call(begun -> workflows.insert(tx, begun));
  }

  private Uni<Void> check(Tx tx, String type, JsonText data) {
    Optional<BuiltInWorkflow> known = builtIn.of(type);
    return known.isEmpty()
        ? Uni.createFrom().voidItem()
        : known
            .get()
            .check(tx, JsonText.textOf(data))
            .invoke(
                refusal ->
                    refusal.ifPresent(
                        problem -> {
                          throw problem;
                        }))
            .replaceWithVoid();
  }

  private static Problem unknown(String type) {
    return Problem.of(ProblemType.UNKNOWN_WORKFLOW_TYPE, "The workflow type is not defined")
        .with("workflowType", type);
  }
}
