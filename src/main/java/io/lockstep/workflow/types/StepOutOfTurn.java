package io.lockstep.workflow.types;

import java.util.UUID;

/** A step's message came before its turn: it is tried again, and parked if its turn never comes. */
public final class StepOutOfTurn extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StepOutOfTurn(String step, UUID workflow, int currentStep) {
    super(
        "it is not the turn of step %s of workflow %s, which is at %d"
            .formatted(step, workflow, currentStep));
  }
}
