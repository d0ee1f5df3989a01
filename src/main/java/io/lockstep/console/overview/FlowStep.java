package io.lockstep.console.overview;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.TemplateData;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A step of the flow of orders, as the overview draws it.
 *
 * @param link below the console, to what is at this step; empty where there is no list of it
 * @param state {@code good}, {@code slow} or {@code bad}
 */
@TemplateData
record FlowStep(
    String name,
    String link,
    String perSecond,
    long waiting,
    long oldestSeconds,
    long failing,
    String state) {
  private static final long SLOW_SECONDS = 10;

  private static final Map<String, String> LINKS =
      Map.of(
          "placed", "/orders",
          "payment-asked", "/orders?status=PENDING",
          "paid", "/orders?status=PAID",
          "stock-asked", "/orders?status=PAID",
          "confirmed", "/orders?status=CONFIRMED",
          "cancelled", "/orders?status=CANCELLED");

  static List<FlowStep> of(JsonNode flow) {
    return StreamSupport.stream(flow.path("steps").spliterator(), false)
        .map(FlowStep::ofStep)
        .toList();
  }

  private static FlowStep ofStep(JsonNode step) {
    long failing = step.path("failing").asLong();
    long oldest = step.path("oldestSeconds").asLong();
    return new FlowStep(
        step.path("name").asText(),
        LINKS.getOrDefault(step.path("name").asText(), ""),
        "%.1f".formatted(step.path("perSecond").asDouble()),
        step.path("waiting").asLong(),
        oldest,
        failing,
        failing > 0 ? "bad" : oldest > SLOW_SECONDS ? "slow" : "good");
  }
}
