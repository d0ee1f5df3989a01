package io.lockstep.fuzzing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Requests as the document has them. */
final class Requests {
  /** Headers whose values have a form of their own; a wait of a second is as good as of thirty. */
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "If-Match", List.of("*", "\"1\"", "\"0\"", "\"2\", \"3\""),
          "If-None-Match", List.of("*", "\"1\"", "W/\"1\""),
          "Prefer", List.of("wait=1", "respond-async", "wait=0", "respond-async, wait=1"),
          "Last-Event-ID", List.of("1", "2"),
          "Lockstep-Reason", List.of("asked by phone", "x", "r".repeat(500)),
          "traceparent", List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

  private final Values values;
  private final KnownIds known;
  private final Random random;

  Requests(Values values, KnownIds known, Random random) {
    this.values = values;
    this.known = known;
    this.random = random;
  }

  FuzzRequest of(Api.Operation operation) {
    return new FuzzRequest(
        operation,
        "as documented",
        operation.method(),
        path(operation),
        null,
        query(operation),
        headers(operation),
        operation.hasBody() ? values.of(operation.body(), "", operation.template()) : null,
        null,
        false);
  }

  private Map<String, String> path(Api.Operation operation) {
    Map<String, String> before = known.parametersOf(operation.template(), random);
    if (before != null && random.nextInt(10) < 8) {
      return before;
    }
    Map<String, String> invented = new LinkedHashMap<>();
    for (Api.Parameter parameter : operation.in("path")) {
      String value = text(parameter, operation);
      // the segments . and .. are another path
      invented.put(parameter.name(), value.isEmpty() || value.matches("\\.*") ? "x" : value);
    }
    return invented;
  }

  private Map<String, String> query(Api.Operation operation) {
    Map<String, String> query = new LinkedHashMap<>();
    for (Api.Parameter parameter : operation.in("query")) {
      if (parameter.isRequired() || random.nextInt(10) < 3) {
        query.put(parameter.name(), text(parameter, operation));
      }
    }
    return query;
  }

  private Map<String, String> headers(Api.Operation operation) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Api.Parameter parameter : operation.in("header")) {
      if (parameter.name().equals("Idempotency-Key")) {
        if (random.nextInt(4) == 0) {
          headers.put(parameter.name(), "fuzz-" + new UUID(random.nextLong(), random.nextLong()));
        }
      } else if (random.nextInt(12) == 0) {
        List<String> forms = HEADERS.get(parameter.name());
        headers.put(
            parameter.name(),
            forms == null ? text(parameter, operation) : Texts.one(forms, random));
      }
    }
    return headers;
  }

  private String text(Api.Parameter parameter, Api.Operation operation) {
    JsonNode value = values.of(parameter.schema(), parameter.name(), operation.template());
    if (value.isArray()) {
      StringBuilder all = new StringBuilder();
      value.forEach(item -> all.append(all.isEmpty() ? "" : ",").append(item.asText()));
      return all.toString();
    }
    return value.asText();
  }
}
