package io.lockstep.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One operation with its example. */
record Call(String template, String verb, JsonNode operation) {
  String id() {
    return operation.path("operationId").asText();
  }

  String method() {
    return verb.toUpperCase(Locale.ROOT);
  }

  int success() {
    for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
      if (response.getKey().startsWith("2")) {
        return Integer.parseInt(response.getKey());
      }
    }
    throw new AssertionError(id() + " never succeeds");
  }

  Iterable<Map.Entry<String, JsonNode>> links() {
    return operation.path("responses").path(Integer.toString(success())).path("links").properties();
  }

  boolean isStream() {
    return operation.path("responses").path("200").path("content").has("text/event-stream");
  }

  boolean answersWithJson() {
    return answer().has(MediaType.APPLICATION_JSON);
  }

  /** The answer that the document shows; missing for none. */
  JsonNode keptAnswer() {
    return answer().path(MediaType.APPLICATION_JSON).path("example");
  }

  private JsonNode answer() {
    return operation.path("responses").path(Integer.toString(success())).path("content");
  }

  Object body() {
    JsonNode body =
        operation
            .path("requestBody")
            .path("content")
            .path(MediaType.APPLICATION_JSON)
            .path("example");
    return body.isMissingNode() ? null : body;
  }

  String example(String name) {
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("name").asText().equals(name)) {
        return parameter.path("example").asText();
      }
    }
    throw new AssertionError(name + " of " + id() + " has no example");
  }

  String target(Map<String, String> linked) {
    String path = template;
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : operation.path("parameters")) {
      String name = parameter.path("name").asText();
      JsonNode example = parameter.path("example");
      String value =
          linked.getOrDefault(
              id() + " " + name, (example.isArray() ? example.get(0) : example).asText());
      if (parameter.path("in").asText().equals("path")) {
        path = path.replace("{" + name + "}", value);
      } else if (parameter.has("example")) {
        query.add(name + "=" + value);
      }
    }
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }
}
