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
 * @param numbersInBody the members of its JSON body that are numbers, by its schema
 */
public record Operation(
    String method, String path, List<String> queryParameters, List<String> numbersInBody) {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  /** Resources that tests bring along. */
  private static final String OF_TESTS = "/test/";

  /** A signature and not a login lets in here; what holds there is in PaymentWebhooksTest. */
  private static final String SIGNED = "/payments/webhooks/";

  /** All operations in the OpenAPI document of the service that a caller may use. */
  public static List<Operation> all(Rest rest) {
    return documented(rest).stream().filter(operation -> isForCallers(operation.path)).toList();
  }

  /** All operations of the service in its OpenAPI document, also those that providers call. */
  public static List<Operation> documented(Rest rest) {
    List<Operation> all = new ArrayList<>();
    JsonNode document = rest.get("/q/openapi?format=json").expect(200).json();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey()) && !path.getKey().startsWith(OF_TESTS)) {
          all.add(
              new Operation(
                  operation.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  queryParameters(operation.getValue()),
                  numbersInBody(operation.getValue(), document)));
        }
      }
    }
    return all;
  }

  /** Whether a path is neither of a test's own resource nor of what providers call. */
  public static boolean isForCallers(String path) {
    return !path.startsWith(OF_TESTS) && !path.startsWith(SIGNED);
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

  private static List<String> numbersInBody(JsonNode operation, JsonNode document) {
    JsonNode body = operation.path("requestBody").path("content").path("application/json");
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member :
        resolved(body.path("schema"), document).path("properties").properties()) {
      String type = resolved(member.getValue(), document).path("type").toString();
      if (type.contains("integer") || type.contains("number")) {
        names.add(member.getKey());
      }
    }
    return names;
  }

  private static JsonNode resolved(JsonNode schema, JsonNode document) {
    String reference = schema.path("$ref").asText();
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
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
