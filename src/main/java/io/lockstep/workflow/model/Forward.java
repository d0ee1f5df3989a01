package io.lockstep.workflow.model;

import io.lockstep.http.json.JsonText;
import io.lockstep.workflow.messages.Task;
import io.lockstep.workflow.types.Step;
import io.lockstep.workflow.types.StepOrder;
import io.lockstep.workflow.types.StepOutOfTurn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The workflow runs through its steps.
 *
 * @param accepted how many steps callers have been told will be taken as done
 * @param ending what callers have been told will end it, {@code complete} or {@code cancel}; null
 *     where nothing will
 * @param attempt how often a worker has been asked for the step that waits; 0 before the start
 */
record Forward(int currentStep, int accepted, String ending, int attempt) implements Phase {
  static Forward beginning() {
    return new Forward(0, 0, null, 0);
  }

  @Override
  public PhaseColumns columns() {
    return new PhaseColumns(
        WorkflowStatus.RUNNING, currentStep, null, accepted, ending, attempt, null, null);
  }

  private boolean isStarted() {
    return attempt > 0;
  }

  @Override
  public Optional<Step> waiting(List<Step> steps) {
    return isStarted() && currentStep < steps.size()
        ? Optional.of(steps.get(currentStep))
        : Optional.empty();
  }

  @Override
  public Optional<Task> task(Workflow workflow) {
    return waiting(workflow.steps()).map(step -> workflow.task(step.name(), null, attempt));
  }

  @Override
  public List<String> nextStepsWhile(List<Step> steps, Predicate<String> matches) {
    return steps.stream().skip(currentStep).map(Step::name).takeWhile(matches).toList();
  }

  @Override
  public String nextToAccept(List<Step> steps) {
    requireNoEnding();
    if (accepted >= steps.size()) {
      throw Phase.outOfTurn("All steps are done");
    }
    return steps.get(accepted).name();
  }

  @Override
  public Forward acceptingStep() {
    return new Forward(currentStep, accepted + 1, ending, attempt);
  }

  @Override
  public Forward acceptingEnd(String how) {
    requireNoEnding();
    return new Forward(currentStep, accepted, how, attempt);
  }

  private void requireNoEnding() {
    if (ending != null) {
      throw Phase.notRunning("The workflow is about to end");
    }
  }

  @Override
  public Optional<WorkflowChange> start(Workflow workflow, Instant now) {
    return isStarted()
        ? Optional.empty()
        : Optional.of(
            moveTo(
                currentStep,
                workflow,
                WorkflowHistoryEntry.of("started", null, workflow.data(), now)));
  }

  @Override
  public Optional<WorkflowChange> stepDone(
      Workflow workflow, String step, JsonText outcome, Instant now) {
    int index = StepOrder.indexOf(step, workflow.steps());
    if (index < 0 || index > currentStep || !isStarted()) {
      throw new StepOutOfTurn(step, workflow.id(), currentStep);
    }
    return index < currentStep
        ? Optional.empty()
        : Optional.of(
            moveTo(
                currentStep + 1,
                workflow,
                WorkflowHistoryEntry.of("step-completed", step, outcome, now)));
  }

  /** Asks for the step, or completes the workflow where none is left and nobody is to say so. */
  private WorkflowChange moveTo(int step, Workflow workflow, WorkflowHistoryEntry entry) {
    Forward next = new Forward(step, Math.max(accepted, step), ending, 1);
    WorkflowChange change = workflow.become(next, entry);
    return workflow.autoComplete() && step >= workflow.steps().size()
        ? change.then(next.completed(change.next(), entry.data(), entry.at()))
        : change;
  }

  @Override
  public Optional<WorkflowChange> complete(Workflow workflow, JsonText outcome, Instant now) {
    return Optional.of(completed(workflow, outcome, now));
  }

  private WorkflowChange completed(Workflow workflow, JsonText outcome, Instant now) {
    return workflow.become(
        new Ended(WorkflowStatus.COMPLETED, currentStep, outcome, null),
        WorkflowHistoryEntry.of("completed", null, outcome, now));
  }

  @Override
  public Optional<WorkflowChange> cancel(Workflow workflow, String why, Instant now) {
    return Optional.of(cancelled(workflow, why, now));
  }

  private WorkflowChange cancelled(Workflow workflow, String why, Instant now) {
    return Undoing.below(
        currentStep,
        currentStep,
        workflow,
        why,
        WorkflowHistoryEntry.because("cancelling", why, now));
  }

  @Override
  public WorkflowChange overdue(Workflow workflow, Instant now) {
    Step late = waiting(workflow.steps()).orElseThrow();
    return late.retries() != null && attempt > late.retries()
        ? cancelled(workflow, "step-timeout", now)
        : workflow.become(
            new Forward(currentStep, accepted, ending, attempt + 1),
            WorkflowHistoryEntry.of("step-retried", late.name(), null, now));
  }
}
