package io.lockstep.workflow.model;

import io.lockstep.http.Problem;
import io.lockstep.http.json.JsonText;
import io.lockstep.workflow.messages.Task;
import io.lockstep.workflow.types.Step;
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
 * <p>It runs forwards through its steps ({@link Forward}); when it is cancelled it runs backwards
 * through the compensations of those that are done ({@link Undoing}), and is CANCELLED when all of
 * them are ({@link Ended}).
 *
 * @param noted how many entries its history has
 */
public record Workflow(
    UUID id,
    String type,
    List<Step> steps,
    boolean autoComplete,
    JsonText data,
    String traceparent,
    Phase phase,
    int noted,
    Instant createdAt,
    Instant updatedAt) {

  public static Workflow begin(
      UUID id, WorkflowType type, JsonText data, String traceparent, Instant now) {
    return new Workflow(
        id,
        type.type(),
        type.steps(),
        type.autoComplete(),
        data,
        traceparent,
        Forward.beginning(),
        0,
        now,
        now);
  }

  /** One that was written before. */
  public static Workflow of(
      UUID id,
      String type,
      List<Step> steps,
      boolean autoComplete,
      JsonText data,
      String traceparent,
      PhaseColumns columns,
      int noted,
      Instant createdAt,
      Instant updatedAt) {
    return new Workflow(
        id,
        type,
        steps,
        autoComplete,
        data,
        traceparent,
        columns.phase(),
        noted,
        createdAt,
        updatedAt);
  }

  /** Where it stands, as its row has it. */
  public PhaseColumns columns() {
    return phase.columns();
  }

  public boolean isRunning() {
    return columns().status() == WorkflowStatus.RUNNING;
  }

  public int currentStep() {
    return phase.currentStep();
  }

  /** The step or compensation that waits for somebody; empty where none does. */
  public Optional<Task> task() {
    return phase.task(this);
  }

  Task task(String step, String compensates, int attempt) {
    return new Task(id, type, step, compensates, attempt, data);
  }

  /** The definition of the step that waits or is being undone. */
  public Optional<Step> waiting() {
    return phase.waiting(steps);
  }

  /** The steps from the one that waits on, up to the first that does not match. */
  public List<String> nextStepsWhile(Predicate<String> matches) {
    return phase.nextStepsWhile(steps, matches);
  }

  // ---------------------------------------------------------------------------------------------
  // What callers are promised, before the message that does it is applied

  /**
   * The step or compensation that a caller may say is done.
   *
   * @throws Problem 409 where there is none now
   */
  public String nextToAccept() {
    return phase.nextToAccept(steps);
  }

  /** The same with {@link #nextToAccept} promised. */
  public Workflow acceptingStep() {
    return with(phase.acceptingStep(), updatedAt);
  }

  /**
   * The same with its end promised.
   *
   * @param how {@code complete} or {@code cancel}
   * @throws Problem 409 where callers cannot end it any more
   */
  public Workflow acceptingEnd(String how) {
    return with(phase.acceptingEnd(how), updatedAt);
  }

  // ---------------------------------------------------------------------------------------------
  // What messages do

  public Optional<WorkflowChange> start(Instant now) {
    return phase.start(this, now);
  }

  /**
   * A step or a compensation is done.
   *
   * @throws StepOutOfTurn if it is one whose turn has not come, or that there is not
   */
  public Optional<WorkflowChange> stepDone(String step, JsonText outcome, Instant now) {
    return phase.stepDone(this, step, outcome, now);
  }

  public Optional<WorkflowChange> complete(JsonText outcome, Instant now) {
    return phase.complete(this, outcome, now);
  }

  public Optional<WorkflowChange> cancel(String why, Instant now) {
    return phase.cancel(this, why, now);
  }

  /**
   * Nobody has answered in time: a worker is asked again, or the workflow is cancelled. A
   * compensation is asked for until it is done.
   */
  public WorkflowChange overdue(Instant now) {
    return phase.overdue(this, now);
  }

  /** The change to a next phase, as its history notes it. */
  WorkflowChange become(Phase next, WorkflowHistoryEntry... entries) {
    return new WorkflowChange(with(next, entries[0].at()), List.of(entries));
  }

  private Workflow with(Phase next, Instant now) {
    return new Workflow(
        id, type, steps, autoComplete, data, traceparent, next, noted, createdAt, now);
  }

  Workflow noting(int entries) {
    return new Workflow(
        id,
        type,
        steps,
        autoComplete,
        data,
        traceparent,
        phase,
        noted + entries,
        createdAt,
        updatedAt);
  }
}
