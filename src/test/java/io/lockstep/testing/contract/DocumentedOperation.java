package io.lockstep.testing.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One operation of the document.
 *
 * @param template its path, such as {@code /orders/{id}}
 */
record DocumentedOperation(String method, String template, JsonNode json) {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  static List<DocumentedOperation> all(JsonNode document) {
    List<DocumentedOperation> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          all.add(
              new DocumentedOperation(
                  operation.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  operation.getValue()));
        }
      }
    }
    // what is literal goes before what is a parameter
    all.sort(Comparator.comparing(operation -> operation.template.replace('{', '\uffff')));
    return List.copyOf(all);
  }

  String id() {
    return json.path("operationId").asText(method + " " + template);
  }

  boolean answers(String someMethod, String path) {
    return method.equals(someMethod.equals("HEAD") ? "GET" : someMethod)
        && pathParameters(path) != null;
  }

  /** The values of the path's parameters, or null if the path is another. */
  Map<String, String> pathParameters(String path) {
    String[] wanted = template.split("/", -1);
    String[] parts = path.split("/", -1);
    if (wanted.length != parts.length) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i++) {
      if (wanted[i].startsWith("{") && !parts[i].isEmpty()) {
        values.put(wanted[i].substring(1, wanted[i].length() - 1), parts[i]);
      } else if (!wanted[i].equals(parts[i])) {
        return null;
      }
    }
    return values;
  }

  /** A value of a path as the service reads it; only for such as it has accepted. */
  static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  JsonNode answer(int status) {
    return json.path("responses").path(Integer.toString(status));
  }

  Set<String> statuses() {
    Set<String> statuses = new TreeSet<>();
    json.path("responses").fieldNames().forEachRemaining(statuses::add);
    return statuses;
  }
}
