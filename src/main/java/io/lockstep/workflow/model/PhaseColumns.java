package io.lockstep.workflow.model;

import io.lockstep.http.json.JsonText;

/**
 * Where a workflow stands, as its row has it: one column for each thing that any phase knows, empty
 * or at rest where the phase does not know it.
 *
 * @param undoing the index of the step that is being undone; null while it is not cancelled
 * @param accepted how many steps callers have been told will be taken as done; while one is undone,
 *     its index once its compensation is promised
 * @param attempt how often a worker has been asked; 0 where none has to answer
 * @param reason why it was cancelled, or null
 */
public record PhaseColumns(
    WorkflowStatus status,
    int currentStep,
    Integer undoing,
    int accepted,
    String ending,
    int attempt,
    JsonText result,
    String reason) {

  Phase phase() {
    if (status != WorkflowStatus.RUNNING) {
      return new Ended(status, currentStep, result, reason);
    }
    return undoing == null
        ? new Forward(currentStep, accepted, ending, attempt)
        : new Undoing(currentStep, undoing, accepted == undoing, attempt, reason);
  }
}
