package io.lockstep.workflow.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.http.json.JsonText;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/**
 * A step that waits for a worker, as it is published under {@code workflow.task.<type>.<step>}. The
 * worker answers with a {@code step} message, or over REST.
 *
 * @param compensates the step that this one undoes, or null
 * @param attempt 1 at first, more where a worker has been asked before and did not answer
 * @param data of the workflow
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Task(
    @JsonProperty UUID workflowId,
    @JsonProperty String workflowType,
    @JsonProperty String step,
    @JsonProperty String compensates,
    @JsonProperty int attempt,
    @JsonProperty JsonText data) {
  static final String PREFIX = "workflow.task.";

  /** Tasks have many types, and one shape. */
  static final String SCHEMA = "workflow.task";

  String routingKey() {
    return PREFIX + workflowType + '.' + step;
  }
}
