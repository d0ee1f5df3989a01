package io.lockstep.console.overview;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that needs a person.
 *
 * @param link below the console, to where it can be mended
 * @param isUrgent whether orders stand still because of it
 */
@TemplateData
record Concern(String text, String advice, String link, boolean isUrgent) {
  private static final int LONG_SECONDS = 60;

  /** Those of a status, the most urgent first. */
  static List<Concern> of(JsonNode status) {
    List<Concern> all = new ArrayList<>();
    for (JsonNode server : status.path("servers")) {
      if (!server.path("state").asText().equals("up")) {
        all.add(
            new Concern(
                server.path("name").asText() + " is " + server.path("state").asText(),
                "What needs it waits, and goes on by itself when it is back.",
                "",
                true));
      }
    }
    count(
        all,
        status.at("/orders/stuck").asLong(),
        "orders are stuck",
        "Look at the oldest ones.",
        "/orders?status=PENDING",
        true);
    count(
        all,
        status.at("/deadLetters/count").asLong(),
        "messages are dead letters",
        "Each holds up what waits behind it: mend and replay it, or delete it.",
        "/dead-letters",
        true);
    count(
        all,
        status.at("/payments/unknown").asLong(),
        "payments are unknown",
        "Their provider has not answered: it is asked again; reconcile them to ask now.",
        "/payments?status=UNKNOWN",
        false);
    count(
        all,
        status.at("/payments/refundPending").asLong(),
        "refunds are pending",
        "Money that is owed: their provider refuses or does not answer.",
        "/payments?status=REFUND_PENDING",
        false);
    count(
        all,
        status.at("/workflows/overdue").asLong(),
        "workflows are overdue",
        "Whoever does their step has not said that it is done.",
        "/workflows?status=RUNNING",
        false);
    for (String broker : List.of("rabbitmq", "kafka")) {
      long waited = status.at("/outbox/" + broker + "/oldestSeconds").asLong();
      if (waited >= LONG_SECONDS) {
        all.add(
            new Concern(
                "The oldest message for " + broker + " waits for " + waited + " s",
                "The broker is away or too slow.",
                "",
                true));
      }
    }
    return all.stream()
        .sorted((one, other) -> Boolean.compare(other.isUrgent, one.isUrgent))
        .toList();
  }

  private static void count(
      List<Concern> all, long count, String what, String advice, String link, boolean isUrgent) {
    if (count > 0) {
      all.add(new Concern(count + " " + what, advice, link, isUrgent));
    }
  }
}
