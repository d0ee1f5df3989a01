package io.lockstep.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One operation of the REST interface, as the service describes itself.
 *
 * @param path the template, such as {@code /orders/{id}}
 * @param queryParameters the names of those it knows
 */
public record Operation(String method, String path, List<String> queryParameters) {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  /** Resources that tests bring along. */
  private static final String OF_TESTS = "/test/";

  /** All operations in the OpenAPI document of the service. */
  public static List<Operation> all(Rest rest) {
    List<Operation> all = new ArrayList<>();
    JsonNode paths = rest.get("/q/openapi?format=json").expect(200).json().path("paths");
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey()) && !path.getKey().startsWith(OF_TESTS)) {
          all.add(
              new Operation(
                  operation.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  queryParameters(operation.getValue())));
        }
      }
    }
    return all;
  }

  private static List<String> queryParameters(JsonNode operation) {
    List<String> names = new ArrayList<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asText().equals("query")) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  /** Whether it may change something. */
  public boolean isChange() {
    return !method.equals("GET");
  }

  /** Such as {@code POST /orders}. */
  public String name() {
    return method + " " + path;
  }

  @Override
  public String toString() {
    return name();
  }
}
