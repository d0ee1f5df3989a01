package io.lockstep.workflow;

import io.lockstep.http.json.JsonText;
import java.time.Instant;

/** The same workflow with something else about it. */
final class WorkflowCopy {
  private final Workflow of;
  private WorkflowStatus status;
  private int currentStep;
  private Integer undoing;
  private int accepted;
  private String ending;
  private int attempt;
  private JsonText result;
  private String reason;
  private int noted;
  private Instant updatedAt;

  WorkflowCopy(Workflow of) {
    this.of = of;
    this.status = of.status();
    this.currentStep = of.currentStep();
    this.undoing = of.undoing();
    this.accepted = of.accepted();
    this.ending = of.ending();
    this.attempt = of.attempt();
    this.result = of.result();
    this.reason = of.reason();
    this.noted = of.noted();
    this.updatedAt = of.updatedAt();
  }

  WorkflowCopy status(WorkflowStatus value) {
    status = value;
    return this;
  }

  WorkflowCopy currentStep(int value) {
    currentStep = value;
    return this;
  }

  WorkflowCopy undoing(int value) {
    undoing = value;
    return this;
  }

  WorkflowCopy accepted(int value) {
    accepted = value;
    return this;
  }

  WorkflowCopy ending(String value) {
    ending = value;
    return this;
  }

  WorkflowCopy attempt(int value) {
    attempt = value;
    return this;
  }

  WorkflowCopy result(JsonText value) {
    result = value;
    return this;
  }

  WorkflowCopy reason(String value) {
    reason = value;
    return this;
  }

  WorkflowCopy noted(int value) {
    noted = value;
    return this;
  }

  WorkflowCopy at(Instant value) {
    updatedAt = value;
    return this;
  }

  Workflow build() {
    return new Workflow(
        of.id(),
        of.type(),
        status,
        of.steps(),
        of.autoComplete(),
        currentStep,
        undoing,
        accepted,
        ending,
        attempt,
        of.data(),
        result,
        reason,
        of.traceparent(),
        noted,
        of.createdAt(),
        updatedAt);
  }
}
