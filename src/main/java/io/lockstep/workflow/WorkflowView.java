package io.lockstep.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.http.json.JsonText;
import io.lockstep.workflow.model.PhaseColumns;
import io.lockstep.workflow.model.Workflow;
import io.lockstep.workflow.model.WorkflowHistoryEntry;
import io.lockstep.workflow.model.WorkflowStatus;
import io.lockstep.workflow.types.Step;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A workflow as callers see it.
 *
 * @param currentStep how many steps are done
 * @param cancelling whether it was cancelled and what is done is being undone
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Workflow")
record WorkflowView(
    UUID id,
    String type,
    WorkflowStatus status,
    int currentStep,
    List<String> steps,
    boolean cancelling,
    JsonText data,
    JsonText result,
    @Schema(nullable = true) String reason,
    Instant createdAt,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<WorkflowHistoryEntry> history) {

  static WorkflowView of(Workflow workflow) {
    return of(workflow, null);
  }

  static WorkflowView of(Workflow workflow, List<WorkflowHistoryEntry> history) {
    PhaseColumns phase = workflow.columns();
    return new WorkflowView(
        workflow.id(),
        workflow.type(),
        phase.status(),
        phase.currentStep(),
        workflow.steps().stream().map(Step::name).toList(),
        phase.undoing() != null,
        workflow.data(),
        phase.result(),
        phase.reason(),
        workflow.createdAt(),
        workflow.updatedAt(),
        history);
  }
}
