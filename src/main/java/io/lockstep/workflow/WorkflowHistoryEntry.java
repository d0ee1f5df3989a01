package io.lockstep.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.http.json.JsonText;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

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
record WorkflowHistoryEntry(String event, String step, JsonText data, String reason, Instant at) {}
