package io.lockstep.console.overview;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds what needs a person, the most urgent first. */
final class Concerns {
  private static final int LONG_SECONDS = 60;

  private final List<Concern> all = new ArrayList<>();

  private Concerns() {}

  /**
   * Those of a status.
   *
   * @param results of the audit's checks, or null
   */
  static List<Concern> of(JsonNode status, JsonNode results) {
    Concerns found = new Concerns();
    status.path("servers").forEach(found::server);
    found.orders(status);
    found.rest(status);
    if (results != null) {
      results.path("data").forEach(found::check);
    }
    return found.all.stream().sorted(Comparator.comparing(concern -> !concern.isUrgent())).toList();
  }

  private void server(JsonNode server) {
    if (!server.path("state").asText().equals("up")) {
      urgent(
          server.path("name").asText() + " is " + server.path("state").asText(),
          "What needs it waits, and goes on by itself when it is back.",
          "");
    }
  }

  private void orders(JsonNode status) {
    long stuck = status.at("/orders/stuck").asLong();
    if (stuck > 0) {
      urgent(
          counted(stuck, "order is stuck", "orders are stuck"),
          "They are asked for again by themselves; their pages say what they wait for.",
          status.at("/orders/byStatus/PAID").asLong() > 0
              ? "/orders?status=PAID"
              : "/orders?status=PENDING");
    }
    long dead = status.at("/deadLetters/count").asLong();
    if (dead > 0) {
      urgent(
          counted(dead, "message is a dead letter", "messages are dead letters"),
          "Each holds up what waits behind it: mend and replay it, or delete it.",
          "/dead-letters");
    }
    for (String broker : List.of("rabbitmq", "kafka")) {
      long waited = status.at("/outbox/" + broker + "/oldestSeconds").asLong();
      if (waited >= LONG_SECONDS) {
        urgent(
            "The oldest message for " + broker + " waits for " + waited + " s",
            "The broker is away or too slow; nothing is lost.",
            "");
      }
    }
  }

  private void rest(JsonNode status) {
    count(
        status.at("/payments/unknown").asLong(),
        "payment is unknown",
        "payments are unknown",
        "Their provider has not answered and is asked again; reconcile one to ask now.",
        "/payments?status=UNKNOWN");
    count(
        status.at("/payments/refundPending").asLong(),
        "refund is pending",
        "refunds are pending",
        "Money that is owed: the provider refuses it or does not answer.",
        "/payments?status=REFUND_PENDING");
    count(
        status.at("/workflows/overdue").asLong(),
        "workflow is overdue",
        "workflows are overdue",
        "Whoever does their step has not said that it is done.",
        "/workflows?status=RUNNING");
  }

  private void check(JsonNode check) {
    if (!check.path("ok").asBoolean()) {
      all.add(
          new Concern(
              "The check " + check.path("name").asText() + " failed when it ran last",
              check.path("detail").asText(),
              "/audit/checks",
              false));
    }
  }

  private void urgent(String text, String advice, String link) {
    all.add(new Concern(text, advice, link, true));
  }

  private void count(long count, String one, String many, String advice, String link) {
    if (count > 0) {
      all.add(new Concern(counted(count, one, many), advice, link, false));
    }
  }

  private static String counted(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
