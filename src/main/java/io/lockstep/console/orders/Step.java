package io.lockstep.console.orders;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.TemplateData;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A state of an order, as its page draws them in a row.
 *
 * @param at when it came to it; null if it has not, or not yet
 */
@TemplateData
record Step(String status, String at, boolean isCurrent) {
  private static final List<String> GOOD = List.of("PENDING", "PAID", "CONFIRMED");

  static List<Step> of(JsonNode order) {
    String current = order.path("status").asText();
    boolean isCancelled = current.equals("CANCELLED");
    Stream<String> all =
        isCancelled
            ? Stream.concat(
                GOOD.stream().filter(status -> reached(order, status) != null),
                Stream.of("CANCELLED"))
            : GOOD.stream();
    return all.map(status -> new Step(status, reached(order, status), status.equals(current)))
        .toList();
  }

  private static String reached(JsonNode order, String status) {
    return StreamSupport.stream(order.path("history").spliterator(), false)
        .filter(entry -> entry.path("status").asText().equals(status))
        .map(entry -> entry.path("at").asText())
        .findFirst()
        .orElse(null);
  }
}
