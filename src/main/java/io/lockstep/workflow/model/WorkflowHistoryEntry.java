package io.lockstep.workflow.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.http.json.JsonText;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One thing that happened to a workflow.
 *
 * @param event {@code started}, {@code step-completed}, {@code step-retried}, {@code cancelling},
 *     {@code compensated}, {@code completed}, {@code cancelled}
 * @param step which step, or null
 * @param data what came of it, or null
 * @param reason why, or null
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
public record WorkflowHistoryEntry(
    String event,
    @Schema(nullable = true) String step,
    JsonText data,
    @Schema(nullable = true) String reason,
    Instant at) {

  static WorkflowHistoryEntry of(String event, String step, JsonText data, Instant at) {
    return new WorkflowHistoryEntry(event, step, data, null, at);
  }

  static WorkflowHistoryEntry because(String event, String reason, Instant at) {
    return new WorkflowHistoryEntry(event, null, null, reason, at);
  }
}
