package io.lockstep.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.http.json.JsonText;
import io.lockstep.workflow.types.Step;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A workflow as callers see it.
 *
 * @param currentStep how many steps are done
 * @param cancelling whether it was cancelled and what is done is being undone
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record WorkflowView(
    UUID id,
    String type,
    WorkflowStatus status,
    int currentStep,
    List<String> steps,
    boolean cancelling,
    JsonText data,
    JsonText result,
    String reason,
    Instant createdAt,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<WorkflowHistoryEntry> history) {

  static WorkflowView of(Workflow workflow) {
    return of(workflow, null);
  }

  static WorkflowView of(Workflow workflow, List<WorkflowHistoryEntry> history) {
    return new WorkflowView(
        workflow.id(),
        workflow.type(),
        workflow.status(),
        workflow.currentStep(),
        workflow.steps().stream().map(Step::name).toList(),
        workflow.isRunning() && workflow.undoing() != null,
        workflow.data(),
        workflow.result(),
        workflow.reason(),
        workflow.createdAt(),
        workflow.updatedAt(),
        history);
  }
}
