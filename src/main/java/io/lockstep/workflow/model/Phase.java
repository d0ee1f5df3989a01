package io.lockstep.workflow.model;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.json.JsonText;
import io.lockstep.workflow.messages.Task;
import io.lockstep.workflow.types.Step;
import io.lockstep.workflow.types.StepOutOfTurn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a workflow stands: what is known in this phase alone, and what can happen in it. What a
 * phase does not override changes nothing in it.
 */
sealed interface Phase permits Forward, Undoing, Ended {
  /** How many steps are done: the index of the one that waits, or that waited at the end. */
  int currentStep();

  PhaseColumns columns();

  // ---------------------------------------------------------------------------------------------
  // Who is asked for what

  /** The step that waits for somebody, or is being undone; empty where nobody is asked. */
  default Optional<Step> waiting(List<Step> steps) {
    return Optional.empty();
  }

  /** What a worker is asked for; empty where nobody is. */
  default Optional<Task> task(Workflow workflow) {
    return Optional.empty();
  }

  /** The steps from the one that waits on, up to the first that does not match. */
  default List<String> nextStepsWhile(List<Step> steps, Predicate<String> matches) {
    return List.of();
  }

  // ---------------------------------------------------------------------------------------------
  // What callers are promised, before the message that does it is applied

  /**
   * The step or compensation that callers may say is done.
   *
   * @throws Problem 409 where there is none now
   */
  String nextToAccept(List<Step> steps);

  /** The same with {@link #nextToAccept} promised. */
  Phase acceptingStep();

  /**
   * The same with its end promised.
   *
   * @param how {@code complete} or {@code cancel}
   * @throws Problem 409 where callers cannot end it any more
   */
  Phase acceptingEnd(String how);

  // ---------------------------------------------------------------------------------------------
  // What messages do

  default Optional<WorkflowChange> start(Workflow workflow, Instant now) {
    return Optional.empty();
  }

  /**
   * A step or a compensation is done.
   *
   * @throws StepOutOfTurn if it is one whose turn has not come, or that there is not
   */
  default Optional<WorkflowChange> stepDone(
      Workflow workflow, String step, JsonText outcome, Instant now) {
    return Optional.empty();
  }

  default Optional<WorkflowChange> complete(Workflow workflow, JsonText outcome, Instant now) {
    return Optional.empty();
  }

  default Optional<WorkflowChange> cancel(Workflow workflow, String why, Instant now) {
    return Optional.empty();
  }

  /** Nobody has answered in time. */
  default WorkflowChange overdue(Workflow workflow, Instant now) {
    throw new IllegalStateException("workflow " + workflow.id() + " waits for nobody");
  }

  // ---------------------------------------------------------------------------------------------

  static Problem notRunning(String detail) {
    return Problem.of(ProblemType.WORKFLOW_NOT_RUNNING, detail);
  }

  static Problem outOfTurn(String detail) {
    return Problem.of(ProblemType.STEP_OUT_OF_TURN, detail);
  }
}
