package io.lockstep.testing.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the answer of an operation has to keep. */
final class AnswerRules {
  private static final String STREAM = "text/event-stream";
  private static final String SCHEMA = "schema";

  /** Headers that HTTP and browsers have of their own accord, and any answer may have. */
  private static final Set<String> STANDARD =
      Set.of(
          "content-type",
          "content-length",
          "transfer-encoding",
          "connection",
          "date",
          "x-frame-options",
          "allow",
          "vary",
          "cache-control",
          "x-content-type-options",
          "content-security-policy",
          "referrer-policy",
          "strict-transport-security",
          // where CORS is configured
          "access-control-allow-origin",
          "access-control-allow-credentials",
          "x-sse-content-type");

  private final ClosedSchemas schemas;

  AnswerRules(ClosedSchemas schemas) {
    this.schemas = schemas;
  }

  List<String> faults(DocumentedOperation operation, Exchange exchange) {
    JsonNode answer = schemas.resolved(operation.answer(exchange.status()));
    if (answer.isMissingNode()) {
      return List.of(
          "the status %d of %s is not documented, but %s are"
              .formatted(exchange.status(), operation.id(), operation.statuses()));
    }
    List<String> faults = new ArrayList<>(headerFaults(answer.path("headers"), exchange));
    if (!exchange.method().equals("HEAD")) {
      faults.addAll(bodyFaults(answer.path("content"), exchange));
    }
    return faults;
  }

  private List<String> headerFaults(JsonNode documented, Exchange exchange) {
    List<String> faults = new ArrayList<>();
    exchange
        .headers()
        .forEach(
            (name, values) -> {
              JsonNode header = named(name, documented);
              if (header != null) {
                schemas
                    .faultsOfText(header.path(SCHEMA), values)
                    .forEach(fault -> faults.add("the header %s: %s".formatted(name, fault)));
              } else if (!name.startsWith(":")
                  && !STANDARD.contains(name.toLowerCase(Locale.ROOT))) {
                faults.add("the header %s: %s is not documented".formatted(name, values));
              }
            });
    for (Map.Entry<String, JsonNode> header : documented.properties()) {
      if (schemas.resolved(header.getValue()).path("required").asBoolean()
          && exchange.header(header.getKey()) == null) {
        faults.add("the header %s is missing".formatted(header.getKey()));
      }
    }
    faults.addAll(HeadersOfAnyAnswer.faults(exchange));
    return faults;
  }

  private JsonNode named(String name, JsonNode documented) {
    for (Map.Entry<String, JsonNode> header : documented.properties()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return schemas.resolved(header.getValue());
      }
    }
    return null;
  }

  private List<String> bodyFaults(JsonNode content, Exchange exchange) {
    if (content.isEmpty()) {
      return exchange.body() == null || exchange.body().isEmpty()
          ? List.of()
          : List.of("there is a body, and none is documented");
    }
    JsonNode media = content.path(exchange.mediaType());
    if (media.isMissingNode()) {
      return List.of("the media type '%s' is not documented".formatted(exchange.mediaType()));
    }
    if (exchange.body() == null || exchange.mediaType().equals(STREAM)) {
      return List.of();
    }
    return exchange.mediaType().endsWith("json")
        ? jsonFaults(media.path(SCHEMA), exchange.body()).toList()
        : schemas.faultsOfText(media.path(SCHEMA), List.of(exchange.body())).toList();
  }

  private Stream<String> jsonFaults(JsonNode schema, String text) {
    JsonNode body = StrictReading.json(text);
    return body == null ? Stream.of("the body is no JSON") : schemas.faults(schema, body);
  }

  List<String> faultsOfEvent(DocumentedOperation operation, String data) {
    JsonNode stream = operation.answer(200).path("content").path(STREAM);
    return stream.isMissingNode()
        ? List.of("no stream is documented")
        : jsonFaults(stream.path(SCHEMA).path("contentSchema"), data).toList();
  }
}
