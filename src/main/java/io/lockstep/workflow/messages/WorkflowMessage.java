package io.lockstep.workflow.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.http.json.JsonText;
import io.lockstep.messaging.brokers.Destination;
import io.lockstep.messaging.consumer.EventTypes;
import io.lockstep.platform.CodePoints;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** A change of a workflow, as it travels on the exchange {@code workflows}. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface WorkflowMessage {
  /** Where they go. */
  Destination DESTINATION = new Destination("workflows", null);

  /** All of them by wire name. */
  EventTypes<WorkflowMessage> TYPES =
      EventTypes.of(
          Map.of(
              Start.TYPE, Start.class,
              StepDone.TYPE, StepDone.class,
              Complete.TYPE, Complete.class,
              Cancel.TYPE, Cancel.class));

  /** The wire name, which is the routing key. */
  String type();

  UUID workflowId();

  /**
   * A workflow begins.
   *
   * @param workflowType its type
   * @param data what it is about, any JSON
   */
  @RegisterForReflection
  record Start(
      @JsonProperty(required = true) UUID workflowId,
      @JsonProperty(required = true) String workflowType,
      JsonText data)
      implements WorkflowMessage {
    static final String TYPE = "start";

    public Start {
      Objects.requireNonNull(workflowId, "workflowId");
      Objects.requireNonNull(workflowType, "workflowType");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * A step is done, or a compensation.
   *
   * @param step its name
   * @param data what came of it, any JSON
   */
  @RegisterForReflection
  record StepDone(
      @JsonProperty(required = true) UUID workflowId,
      @JsonProperty(required = true) String step,
      JsonText data)
      implements WorkflowMessage {
    static final String TYPE = "step";

    public StepDone {
      Objects.requireNonNull(workflowId, "workflowId");
      Objects.requireNonNull(step, "step");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * The workflow is finished.
   *
   * @param result any JSON
   */
  @RegisterForReflection
  record Complete(@JsonProperty(required = true) UUID workflowId, JsonText result)
      implements WorkflowMessage {
    static final String TYPE = "complete";

    public Complete {
      Objects.requireNonNull(workflowId, "workflowId");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * The workflow is given up.
   *
   * @param reason for people, or null
   */
  @RegisterForReflection
  record Cancel(@JsonProperty(required = true) UUID workflowId, String reason)
      implements WorkflowMessage {
    static final String TYPE = "cancel";
    private static final int LONGEST_REASON = 255;

    public Cancel {
      Objects.requireNonNull(workflowId, "workflowId");
      if (reason != null && CodePoints.count(reason) > LONGEST_REASON) {
        throw new IllegalArgumentException("reason is too long");
      }
    }

    @Override
    public String type() {
      return TYPE;
    }
  }
}
