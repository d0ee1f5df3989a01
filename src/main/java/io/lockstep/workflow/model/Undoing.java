package io.lockstep.workflow.model;

import io.lockstep.http.json.JsonText;
import io.lockstep.workflow.messages.Task;
import io.lockstep.workflow.types.Step;
import io.lockstep.workflow.types.StepOrder;
import io.lockstep.workflow.types.StepOutOfTurn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The workflow was cancelled, and runs backwards through the compensations of the steps that are
 * done. A compensation is asked for until it is done.
 *
 * @param index the step that is being undone
 * @param accepted whether callers have been told that its compensation will be taken as done
 * @param attempt how often a worker has been asked for it
 * @param reason why it was cancelled, or null
 */
record Undoing(int currentStep, int index, boolean accepted, int attempt, String reason)
    implements Phase {
  /** Goes on to the last step below {@code index} that can be undone, or ends. */
  static WorkflowChange below(
      int index, int currentStep, Workflow workflow, String reason, WorkflowHistoryEntry entry) {
    int next = StepOrder.lastUndoableBelow(index, workflow.steps());
    return next >= 0
        ? workflow.become(new Undoing(currentStep, next, false, 1, reason), entry)
        : workflow.become(
            new Ended(WorkflowStatus.CANCELLED, currentStep, null, reason),
            entry,
            WorkflowHistoryEntry.because("cancelled", reason, entry.at()));
  }

  @Override
  public PhaseColumns columns() {
    return new PhaseColumns(
        WorkflowStatus.RUNNING,
        currentStep,
        index,
        accepted ? index : currentStep,
        null,
        attempt,
        null,
        reason);
  }

  @Override
  public Optional<Step> waiting(List<Step> steps) {
    return Optional.of(steps.get(index));
  }

  @Override
  public Optional<Task> task(Workflow workflow) {
    Step undone = workflow.steps().get(index);
    return Optional.of(workflow.task(undone.compensation(), undone.name(), attempt));
  }

  @Override
  public String nextToAccept(List<Step> steps) {
    if (accepted) {
      throw Phase.outOfTurn("The compensation before is still being taken in").retryAfter(1);
    }
    return steps.get(index).compensation();
  }

  @Override
  public Undoing acceptingStep() {
    return new Undoing(currentStep, index, true, attempt, reason);
  }

  @Override
  public Phase acceptingEnd(String how) {
    throw Phase.notRunning("The workflow is being cancelled");
  }

  @Override
  public Optional<WorkflowChange> stepDone(
      Workflow workflow, String step, JsonText outcome, Instant now) {
    if (step.equals(workflow.steps().get(index).compensation())) {
      return Optional.of(
          below(
              index,
              currentStep,
              workflow,
              reason,
              WorkflowHistoryEntry.of("compensated", step, outcome, now)));
    }
    if (StepOrder.isOver(step, workflow.steps(), currentStep, index)) {
      return Optional.empty();
    }
    throw new StepOutOfTurn(step, workflow.id(), currentStep);
  }

  @Override
  public WorkflowChange overdue(Workflow workflow, Instant now) {
    return workflow.become(
        new Undoing(currentStep, index, accepted, attempt + 1, reason),
        WorkflowHistoryEntry.of(
            "step-retried", workflow.steps().get(index).compensation(), null, now));
  }
}
