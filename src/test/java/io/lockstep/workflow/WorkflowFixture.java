package io.lockstep.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.Rest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** Workflows and their types, made over REST. */
final class WorkflowFixture {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Rest rest;

  WorkflowFixture(Rest rest) {
    this.rest = rest;
  }

  /** A new type with these steps, each a name or a map; its name. */
  String aTypeOf(Object... steps) {
    String type = "type-" + UUID.randomUUID();
    rest.put("/workflow-types/" + type, Map.of("steps", List.of(steps))).expect(201);
    return type;
  }

  /** A workflow that was just started; its id. */
  String aWorkflowOf(String type) {
    return rest.post("/workflows", Map.of("type", type, "data", Map.of("for", "test")))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  Rest.Answer step(String id, Object data) {
    return rest.post("/workflows/" + id + "/steps", Map.of("data", data));
  }

  Rest.Answer complete(String id, Object result) {
    return rest.post("/workflows/" + id + "/complete", Map.of("result", result));
  }

  Rest.Answer cancel(String id) {
    return rest.post("/workflows/" + id + "/cancel", null);
  }

  JsonNode workflow(String id) {
    return rest.get("/workflows/" + id).expect(200).json();
  }

  JsonNode awaitStatus(String id, String status) {
    return Awaitility.await("workflow " + id + " is " + status)
        .atMost(TIMEOUT)
        .until(() -> workflow(id), found -> found.path("status").asText().equals(status));
  }

  JsonNode awaitStep(String id, int step) {
    return Awaitility.await("workflow " + id + " is at " + step)
        .atMost(TIMEOUT)
        .until(() -> workflow(id), found -> found.path("currentStep").asInt() == step);
  }

  /** What happened, such as {@code step-completed pick}. */
  static List<String> history(JsonNode workflow) {
    return StreamSupport.stream(workflow.path("history").spliterator(), false)
        .map(
            entry ->
                entry.path("step").isNull()
                    ? entry.path("event").asText()
                    : entry.path("event").asText() + " " + entry.path("step").asText())
        .toList();
  }
}
