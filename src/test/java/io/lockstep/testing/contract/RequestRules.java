package io.lockstep.testing.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a request that was accepted has to keep: else the document is narrower than the service. */
final class RequestRules {
  private static final String SCHEMA = "schema";

  /** Headers that HTTP has of its own accord, and any request may have. */
  private static final Set<String> STANDARD =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "origin",
          "te",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "x-forwarded-for");

  /** A read that is answered in full does as if there were none (RFC 9110, 13.2.1). */
  private static final Set<String> CONDITIONS = Set.of("if-match", "if-none-match");

  private final ClosedSchemas schemas;

  RequestRules(ClosedSchemas schemas) {
    this.schemas = schemas;
  }

  List<String> faults(DocumentedOperation operation, Exchange exchange) {
    List<String> faults = new ArrayList<>();
    exchange.query().forEach((name, values) -> check("query", name, values, operation, faults));
    operation
        .pathParameters(exchange.path())
        .forEach(
            (name, value) ->
                check(
                    "path", name, List.of(DocumentedOperation.decoded(value)), operation, faults));
    exchange
        .requestHeaders()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              boolean mayBeIgnored = operation.method().equals("GET") && CONDITIONS.contains(lower);
              if (!mayBeIgnored && !STANDARD.contains(lower)) {
                check("header", name, values, operation, faults);
              }
            });
    faults.addAll(bodyFaults(operation, exchange));
    return faults;
  }

  private void check(
      String in,
      String name,
      List<String> values,
      DocumentedOperation operation,
      List<String> faults) {
    JsonNode parameter = parameter(in, name, operation);
    if (parameter == null) {
      faults.add("the %s parameter '%s' was accepted, but is not documented".formatted(in, name));
    } else {
      schemas
          .faultsOfText(parameter.path(SCHEMA), values)
          .forEach(
              fault ->
                  faults.add(
                      "the %s parameter '%s' was accepted, but is documented as another: %s"
                          .formatted(in, name, fault)));
    }
  }

  private JsonNode parameter(String in, String name, DocumentedOperation operation) {
    for (JsonNode reference : operation.json().path("parameters")) {
      JsonNode parameter = schemas.resolved(reference);
      String itsName = parameter.path("name").asText();
      if (parameter.path("in").asText().equals(in)
          && (in.equals("header") ? itsName.equalsIgnoreCase(name) : itsName.equals(name))) {
        return parameter;
      }
    }
    return null;
  }

  private List<String> bodyFaults(DocumentedOperation operation, Exchange exchange) {
    JsonNode documented = schemas.resolved(operation.json().path("requestBody"));
    boolean isEmpty = exchange.requestBody() == null || exchange.requestBody().isBlank();
    if (isEmpty) {
      return documented.path("required").asBoolean()
          ? List.of("no body was accepted, but one is documented as required")
          : List.of();
    }
    if (documented.isMissingNode()) {
      return List.of("a body was accepted, but none is documented");
    }
    Map.Entry<String, JsonNode> media = media(documented.path("content"), exchange);
    if (media == null) {
      return List.of(
          "the media type '%s' was accepted, but is not documented"
              .formatted(exchange.requestMediaType()));
    }
    JsonNode body = StrictReading.json(exchange.requestBody());
    return body == null
        ? List.of("a body was accepted that is no JSON")
        : schemas
            .faults(media.getValue().path(SCHEMA), body)
            .map(fault -> "a body was accepted, but is documented as another: " + fault)
            .toList();
  }

  private static Map.Entry<String, JsonNode> media(JsonNode content, Exchange exchange) {
    for (Map.Entry<String, JsonNode> media : content.properties()) {
      if (media.getKey().equals(exchange.requestMediaType())) {
        return media;
      }
    }
    return null;
  }
}
