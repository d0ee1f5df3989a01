package io.lockstep.workflow.model;

import io.lockstep.http.Problem;
import io.lockstep.http.json.JsonText;
import io.lockstep.workflow.types.Step;
import java.util.List;

/**
 * The workflow is over: nothing changes it any more.
 *
 * @param status COMPLETED or CANCELLED
 * @param result what came of it where it was completed, or null
 * @param reason why it was cancelled, or null
 */
record Ended(WorkflowStatus status, int currentStep, JsonText result, String reason)
    implements Phase {
  @Override
  public PhaseColumns columns() {
    return new PhaseColumns(status, currentStep, null, currentStep, null, 0, result, reason);
  }

  @Override
  public String nextToAccept(List<Step> steps) {
    throw over();
  }

  @Override
  public Phase acceptingStep() {
    throw over();
  }

  @Override
  public Phase acceptingEnd(String how) {
    throw over();
  }

  private Problem over() {
    return Phase.notRunning("The workflow has ended").with("workflowStatus", status);
  }
}
