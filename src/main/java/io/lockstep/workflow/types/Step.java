package io.lockstep.workflow.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Iterator;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A step of a workflow type: in JSON its name alone, or an object where it says more.
 *
 * @param timeoutSeconds how long a worker may take before it is asked again; null for {@code
 *     lockstep.workflow.step-timeout}
 * @param retries how often it is asked again before the workflow is cancelled; null for ever
 * @param compensation the step that undoes this one when the workflow is cancelled later, or null
 */
@RegisterForReflection
@Schema(oneOf = {Step.Name.class, Step.Full.class})
@JsonSerialize(converter = Step.Writer.class)
public record Step(String name, Integer timeoutSeconds, Integer retries, String compensation) {
  private static final Set<String> MEMBERS =
      Set.of("name", "timeoutSeconds", "retries", "compensation");
  private static final int LONGEST_TIMEOUT = 30 * 24 * 3600;
  private static final int MOST_RETRIES = 1000;

  public Step {
    if (!Names.isValid(name)) {
      throw new IllegalArgumentException("a step's name must match " + Names.PATTERN);
    }
    if (compensation != null && !Names.isValid(compensation)) {
      throw new IllegalArgumentException("a compensation must match " + Names.PATTERN);
    }
    requireRange("timeoutSeconds", timeoutSeconds, 1, LONGEST_TIMEOUT);
    requireRange("retries", retries, 0, MOST_RETRIES);
  }

  static Step named(String name) {
    return new Step(name, null, null, null);
  }

  @JsonCreator
  static Step of(JsonNode json) {
    if (json.isTextual()) {
      return named(json.textValue());
    }
    if (!json.isObject()) {
      throw new IllegalArgumentException("a step is a name or an object with one");
    }
    Iterator<String> members = json.fieldNames();
    while (members.hasNext()) {
      String member = members.next();
      if (!MEMBERS.contains(member)) {
        throw new IllegalArgumentException("a step has no member " + member);
      }
    }
    return new Step(
        text(json, "name"),
        number(json, "timeoutSeconds"),
        number(json, "retries"),
        text(json, "compensation"));
  }

  private static String text(JsonNode json, String member) {
    JsonNode value = json.path(member);
    if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
      throw new IllegalArgumentException(member + " must be a text");
    }
    return value.textValue();
  }

  private static Integer number(JsonNode json, String member) {
    JsonNode value = json.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.canConvertToInt() || !value.isIntegralNumber()) {
      throw new IllegalArgumentException(member + " must be a whole number");
    }
    return value.intValue();
  }

  private static void requireRange(String member, Integer value, int from, int to) {
    if (value != null && (value < from || value > to)) {
      throw new IllegalArgumentException(member + " must be from " + from + " to " + to);
    }
  }

  boolean saysMore() {
    return timeoutSeconds != null || retries != null || compensation != null;
  }

  /** The name where that is all. */
  @RegisterForReflection
  static final class Writer extends StdConverter<Step, Object> {
    @Override
    public Object convert(Step step) {
      return step.saysMore()
          ? new Full(step.name, step.timeoutSeconds, step.retries, step.compensation)
          : step.name;
    }
  }

  /** Describes a step that is its name alone; nothing else uses it. */
  @Schema(name = "WorkflowStepName", type = SchemaType.STRING, pattern = Names.PATTERN)
  interface Name {}

  /** The step with all that it says. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "WorkflowStepInFull")
  record Full(
      @JsonProperty @Schema(required = true, pattern = Names.PATTERN) String name,
      @JsonProperty @Schema(minimum = "1", maximum = "" + LONGEST_TIMEOUT) Integer timeoutSeconds,
      @JsonProperty @Schema(minimum = "0", maximum = "" + MOST_RETRIES) Integer retries,
      @JsonProperty @Schema(pattern = Names.PATTERN) String compensation) {}
}
