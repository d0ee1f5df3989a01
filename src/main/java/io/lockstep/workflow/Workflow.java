package io.lockstep.workflow;

import io.lockstep.http.json.JsonText;
import io.lockstep.workflow.messages.Task;
import io.lockstep.workflow.types.Step;
import io.lockstep.workflow.types.StepOrder;
import io.lockstep.workflow.types.StepOutOfTurn;
import io.lockstep.workflow.types.WorkflowType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A workflow at one moment. Each act answers the next state and what is to be noted, or nothing
 * where the workflow has moved on already: a late or repeated message changes nothing.
 *
 * <p>It runs forwards through its steps; when it is cancelled it runs backwards through the
 * compensations of those that are done, and is CANCELLED when all of them are.
 *
 * @param currentStep how many steps are done: the index of the one that waits
 * @param undoing the index of the step that is being undone; null while it is not cancelled
 * @param accepted how many steps callers have been told will be taken as done
 * @param ending what callers have been told will end it, {@code complete} or {@code cancel}; null
 *     where nothing will
 * @param attempt how often a worker has been asked for the step that waits; 0 before the start
 * @param noted how many entries its history has
 * @param reason why it was cancelled, or null
 */
record Workflow(
    UUID id,
    String type,
    WorkflowStatus status,
    List<Step> steps,
    boolean autoComplete,
    int currentStep,
    Integer undoing,
    int accepted,
    String ending,
    int attempt,
    JsonText data,
    JsonText result,
    String reason,
    String traceparent,
    int noted,
    Instant createdAt,
    Instant updatedAt) {

  static Workflow begin(
      UUID id, WorkflowType type, JsonText data, String traceparent, Instant now) {
    return new Workflow(
        id,
        type.type(),
        WorkflowStatus.RUNNING,
        type.steps(),
        type.autoComplete(),
        0,
        null,
        0,
        null,
        0,
        data,
        null,
        null,
        traceparent,
        0,
        now,
        now);
  }

  boolean isRunning() {
    return status == WorkflowStatus.RUNNING;
  }

  private boolean isStarted() {
    return attempt > 0;
  }

  /** The step or compensation that waits for somebody; empty where none does. */
  Optional<Task> task() {
    if (!isRunning() || !isStarted()) {
      return Optional.empty();
    }
    if (undoing != null) {
      Step undone = steps.get(undoing);
      return Optional.of(new Task(id, type, undone.compensation(), undone.name(), attempt, data));
    }
    return currentStep < steps.size()
        ? Optional.of(new Task(id, type, steps.get(currentStep).name(), null, attempt, data))
        : Optional.empty();
  }

  /** The definition of the step that waits or is being undone. */
  Optional<Step> waiting() {
    return task().map(task -> steps.get(undoing != null ? undoing : currentStep));
  }

  /** The steps from the one that waits on, up to the first that does not match. */
  List<String> nextStepsWhile(Predicate<String> matches) {
    return isRunning() && undoing == null
        ? steps.stream().skip(currentStep).map(Step::name).takeWhile(matches).toList()
        : List.of();
  }

  // ---------------------------------------------------------------------------------------------
  // What callers are promised, before the message that does it is applied

  Workflow acceptingStep() {
    return undoing == null
        ? copy().accepted(accepted + 1).build()
        : copy().accepted(undoing).build();
  }

  Workflow acceptingEnd(String how) {
    return copy().ending(how).build();
  }

  // ---------------------------------------------------------------------------------------------
  // What messages do

  Optional<WorkflowChange> start(Instant now) {
    if (isStarted() || !isRunning()) {
      return Optional.empty();
    }
    Workflow next = copy().attempt(1).at(now).build();
    return Optional.of(
        new WorkflowChange(next, entry("started", null, data, null, now)).endedBy(next.steps, now));
  }

  /**
   * A step or a compensation is done.
   *
   * @throws StepOutOfTurn if it is one whose turn has not come, or that there is not
   */
  Optional<WorkflowChange> stepDone(String step, JsonText outcome, Instant now) {
    if (!isRunning()) {
      return Optional.empty();
    }
    return undoing == null ? done(step, outcome, now) : undone(step, outcome, now);
  }

  private Optional<WorkflowChange> done(String step, JsonText outcome, Instant now) {
    int index = StepOrder.indexOf(step, steps);
    if (index < 0 || index > currentStep || !isStarted()) {
      throw new StepOutOfTurn(step, id, currentStep);
    }
    return index < currentStep
        ? Optional.empty()
        : Optional.of(moveOn(entry("step-completed", step, outcome, null, now), now));
  }

  /** The service has done the step that waits. */
  WorkflowChange ownStepDone(String step, Instant now) {
    return moveOn(entry("step-completed", step, null, null, now), now);
  }

  /** The last step may complete the workflow. */
  private WorkflowChange moveOn(WorkflowHistoryEntry entry, Instant now) {
    Workflow next =
        copy()
            .currentStep(currentStep + 1)
            .accepted(Math.max(accepted, currentStep + 1))
            .attempt(1)
            .at(now)
            .build();
    return new WorkflowChange(next, entry).endedBy(steps, now);
  }

  private Optional<WorkflowChange> undone(String step, JsonText outcome, Instant now) {
    if (!step.equals(steps.get(undoing).compensation())) {
      if (StepOrder.isOver(step, steps, currentStep, undoing)) {
        return Optional.empty();
      }
      throw new StepOutOfTurn(step, id, currentStep);
    }
    return Optional.of(
        undoBelow(
            undoing,
            new WorkflowChange(this, entry("compensated", step, outcome, null, now)),
            now));
  }

  Optional<WorkflowChange> complete(JsonText outcome, Instant now) {
    return isRunning() && undoing == null ? Optional.of(completed(outcome, now)) : Optional.empty();
  }

  private WorkflowChange completed(JsonText outcome, Instant now) {
    return new WorkflowChange(
        copy().status(WorkflowStatus.COMPLETED).result(outcome).at(now).build(),
        entry("completed", null, outcome, null, now));
  }

  Optional<WorkflowChange> cancel(String why, Instant now) {
    return isRunning() && undoing == null
        ? Optional.of(
            undoBelow(
                currentStep,
                new WorkflowChange(
                    copy().reason(why).build(), entry("cancelling", null, null, why, now)),
                now))
        : Optional.empty();
  }

  /** Goes on to the last step below {@code index} that can be undone, or ends. */
  private static WorkflowChange undoBelow(int index, WorkflowChange change, Instant now) {
    Workflow from = change.next();
    int below = StepOrder.lastUndoableBelow(index, from.steps);
    if (below >= 0) {
      return change.then(
          from.copy().undoing(below).accepted(from.steps.size()).attempt(1).at(now).build());
    }
    return change.then(
        from.copy().status(WorkflowStatus.CANCELLED).at(now).build(),
        entry("cancelled", null, null, from.reason, now));
  }

  /**
   * Nobody has answered in time: a worker is asked again, or the workflow is cancelled. A
   * compensation is asked for until it is done.
   */
  WorkflowChange overdue(Instant now) {
    Step step = waiting().orElseThrow();
    if (undoing == null && step.retries() != null && attempt > step.retries()) {
      return cancel("step-timeout", now).orElseThrow();
    }
    return new WorkflowChange(
        copy().attempt(attempt + 1).at(now).build(),
        entry("step-retried", task().orElseThrow().step(), null, null, now));
  }

  private static WorkflowHistoryEntry entry(
      String event, String step, JsonText data, String reason, Instant now) {
    return new WorkflowHistoryEntry(event, step, data, reason, now);
  }

  WorkflowCopy copy() {
    return new WorkflowCopy(this);
  }
}
