package io.lockstep.fuzzing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The operations of an OpenAPI document. */
record Api(JsonNode document, List<Operation> operations) {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
  private static final String REF = "$ref";

  /** Resources that only tests bring along. */
  private static final String OF_TESTS = "/test/";

  static Api of(JsonNode document) {
    List<Operation> all = new ArrayList<>();
    Api api = new Api(document, all);
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey()) && !path.getKey().startsWith(OF_TESTS)) {
          all.add(api.operation(operation.getKey(), path.getKey(), operation.getValue()));
        }
      }
    }
    return api;
  }

  private Operation operation(String method, String path, JsonNode json) {
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode reference : json.path("parameters")) {
      JsonNode parameter = resolved(reference);
      parameters.add(
          new Parameter(
              parameter.path("in").asText(),
              parameter.path("name").asText(),
              parameter.path("required").asBoolean(),
              resolved(parameter.path("schema"))));
    }
    JsonNode body = resolved(json.path("requestBody")).path("content").path("application/json");
    return new Operation(
        json.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        path,
        List.copyOf(parameters),
        resolved(body.path("schema")),
        json.path("responses").path("200").path("content").has("text/event-stream"));
  }

  /** What a reference leads to; anything else is itself. */
  JsonNode resolved(JsonNode node) {
    String reference = node.path(REF).asText();
    return reference.isEmpty() ? node : resolved(document.at(reference.substring(1)));
  }

  /**
   * A parameter of a path, a query or a header.
   *
   * @param in {@code path}, {@code query} or {@code header}
   */
  record Parameter(String in, String name, boolean isRequired, JsonNode schema) {}

  /**
   * One operation.
   *
   * @param body the schema of its body, missing if it takes none
   */
  record Operation(
      String id,
      String method,
      String template,
      List<Parameter> parameters,
      JsonNode body,
      boolean isStream) {
    private static final Pattern NAMES = Pattern.compile("\\{([^}]*)}");

    List<Parameter> in(String place) {
      return parameters.stream().filter(parameter -> parameter.in().equals(place)).toList();
    }

    boolean hasBody() {
      return !body.isMissingNode();
    }

    /** Its name, such as {@code POST /orders}. */
    @Override
    public String toString() {
      return method + " " + template;
    }

    static List<String> namesIn(String template) {
      return NAMES.matcher(template).results().map(found -> found.group(1)).toList();
    }
  }
}
