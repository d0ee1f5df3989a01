package io.lockstep.testing.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.http.ProblemType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What an answer has to keep for which the document has no operation. */
final class UnroutedRules {
  private static final Set<String> OF_ALL = Set.of("type", "title", "status", "detail");

  private UnroutedRules() {}

  static List<String> faults(Exchange exchange) {
    // health, metrics and the documents themselves
    boolean ofTheFramework = exchange.path().startsWith("/q/") || exchange.path().equals("/q");
    List<String> faults =
        new ArrayList<>(ofTheFramework ? List.of() : HeadersOfAnyAnswer.faults(exchange));
    if (exchange.status() < 400) {
      if (!ofTheFramework && !exchange.method().equals("OPTIONS")) {
        faults.add("the operation is not documented");
      }
    } else if (!exchange.path().startsWith("/q/health") && !exchange.method().equals("HEAD")) {
      faults.addAll(problemFaults(exchange));
    }
    return faults;
  }

  private static List<String> problemFaults(Exchange exchange) {
    JsonNode body = exchange.body() == null ? null : StrictReading.json(exchange.body());
    if (!exchange.mediaType().equals("application/problem+json") || body == null) {
      return List.of("the refusal is no problem");
    }
    String uri = body.path("type").asText();
    return Stream.of(ProblemType.values())
        .filter(type -> type.uri().equals(uri) && type.status() == exchange.status())
        .findFirst()
        .map(type -> faultsOf(type, body))
        .orElse(List.of("no problem '%s' has the status %d".formatted(uri, exchange.status())));
  }

  private static List<String> faultsOf(ProblemType type, JsonNode body) {
    List<String> faults = new ArrayList<>();
    Set<String> allowed = new HashSet<>(OF_ALL);
    Set<String> required = new HashSet<>(OF_ALL);
    for (ProblemType.Member member : type.members()) {
      allowed.add(member.name());
      if (member.isRequired()) {
        required.add(member.name());
      }
    }
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!allowed.contains(name)) {
                faults.add("the member '%s' is not documented".formatted(name));
              }
            });
    required.stream()
        .filter(name -> !body.hasNonNull(name))
        .forEach(name -> faults.add("the member '%s' is missing".formatted(name)));
    if (body.path("status").asInt() != type.status()) {
      faults.add("the problem says another status than the answer has");
    }
    return faults;
  }
}
