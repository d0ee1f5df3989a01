package io.lockstep.workflow;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.json.JsonText;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.sql.Tx;
import io.lockstep.workflow.messages.WorkflowMessage;
import io.lockstep.workflow.messages.WorkflowMessages;
import io.lockstep.workflow.model.Workflow;
import io.lockstep.workflow.types.BuiltInWorkflows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Takes a caller's word that a step is done, or that a workflow ends: notes the promise and sends
 * the message that does it, in one transaction. What could not be applied later is refused now.
 */
@ApplicationScoped
class AcceptingChange {
  private static final String COMPLETE = "complete";
  private static final String CANCEL = "cancel";

  private final WorkflowRepository workflows;
  private final BuiltInWorkflows builtIn;
  private final Outbox outbox;
  private final WorkflowMessages messages;

  AcceptingChange(
      WorkflowRepository workflows,
      BuiltInWorkflows builtIn,
      Outbox outbox,
      WorkflowMessages messages) {
    this.workflows = workflows;
    this.builtIn = builtIn;
    this.outbox = outbox;
    this.messages = messages;
  }

  /**
   * The step that waits is done; those accepted before count.
   *
   * @param step which step the caller means, or null for the one that waits
   */
  Uni<Answer> step(Tx tx, UUID id, String step, JsonText data) {
    return accept(tx, id, workflow -> promiseStep(workflow, step, data));
  }

  /** The workflow is finished, whatever steps are left. */
  Uni<Answer> complete(Tx tx, UUID id, JsonText result) {
    return accept(
        tx,
        id,
        workflow -> {
          Workflow ending = workflow.acceptingEnd(COMPLETE);
          if (builtIn.of(workflow.type()).isPresent()) {
            throw outOfTurn("A workflow of this type is completed by its last step");
          }
          return new Promise(ending, new WorkflowMessage.Complete(id, result));
        });
  }

  /** The workflow is given up; what is done is undone. */
  Uni<Answer> cancel(Tx tx, UUID id, String reason) {
    return accept(
        tx,
        id,
        workflow ->
            new Promise(workflow.acceptingEnd(CANCEL), new WorkflowMessage.Cancel(id, reason)));
  }

  private Uni<Answer> accept(Tx tx, UUID id, Function<Workflow, Promise> act) {
    return workflows
        .lock(tx, List.of(id))
        .map(found -> found.get(id))
        .flatMap(
            workflow ->
                workflow == null
                    ? Uni.createFrom().item(Answer.refused(Problem.notFound("The workflow")))
                    : accept(tx, workflow, act))
        .onFailure(Problem.class)
        .recoverWithItem(refused -> Answer.refused((Problem) refused));
  }

  private Uni<Answer> accept(Tx tx, Workflow workflow, Function<Workflow, Promise> act) {
    Promise promise = act.apply(workflow);
    return workflows
        .promise(tx, promise.workflow())
        .chain(
            () ->
                outbox.append(tx, List.of(messages.of(promise.message(), workflow.traceparent()))))
        .replaceWith(() -> Answer.accepted(WorkflowView.of(workflow)));
  }

  private Promise promiseStep(Workflow workflow, String step, JsonText data) {
    String next = workflow.nextToAccept();
    if (step != null && !step.equals(next)) {
      throw outOfTurn("It is the turn of another step").with("step", next);
    }
    if (builtIn.isOwn(workflow.type(), next)) {
      throw outOfTurn("The service does this step itself").with("step", next);
    }
    return new Promise(
        workflow.acceptingStep(), new WorkflowMessage.StepDone(workflow.id(), next, data));
  }

  private static Problem outOfTurn(String detail) {
    return Problem.of(ProblemType.STEP_OUT_OF_TURN, detail);
  }

  /**
   * What a caller is told.
   *
   * @param workflow with the promise noted
   * @param message keeps it
   */
  private record Promise(Workflow workflow, WorkflowMessage message) {}
}
