package io.lockstep.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StatusTest {
  private final Rest rest = Rest.ofTest();
  private final Tables tables = Tables.of(Stack.current());
  private final String mine = "st" + UUID.randomUUID().toString().substring(2);

  @AfterEach
  void removeWhatNoOrderIs() {
    tables.run(
        "DELETE FROM orders WHERE user_id = '" + mine + "'",
        "DELETE FROM dead_letters WHERE queue = '" + mine + "'");
  }

  @Test
  void namesAllThatAnOperatorAsksFor() {
    JsonNode status = status();
    assertThat(status.fieldNames())
        .toIterable()
        .containsExactly(
            "orders", "outbox", "deadLetters", "payments", "locks", "workflows", "servers");
    assertThat(status.at("/orders/byStatus/PENDING").isIntegralNumber()).isTrue();
    assertThat(status.at("/orders/byStatus/PAID").isIntegralNumber()).isTrue();
    for (String broker : List.of("rabbitmq", "kafka")) {
      assertThat(status.at("/outbox/" + broker + "/waiting").isIntegralNumber()).isTrue();
      assertThat(status.at("/outbox/" + broker + "/oldestSeconds").isIntegralNumber()).isTrue();
    }
    assertThat(status.at("/payments/unknown").asLong(-1)).isZero();
    assertThat(status.at("/payments/refundPending").isIntegralNumber()).isTrue();
  }

  @Test
  void namesTheServersAndSinceWhenTheyAreWhatTheyAre() {
    Instant before = Instant.now();
    await("all servers are up")
        .untilAsserted(
            () ->
                assertThat(servers())
                    .isEqualTo(
                        Map.of(
                            "database", "up",
                            "kafka", "up",
                            "rabbitmq", "up",
                            "redis", "up",
                            "redlock", "up")));
    JsonNode first = status().path("servers");
    assertThat(Instant.parse(first.get(0).path("since").asText())).isBefore(before.plusSeconds(30));
    assertThat(status().path("servers")).isEqualTo(first);
  }

  /** An hour old, tried twice; and one that is set aside and was never tried. */
  @Test
  void countsOpenAndStuckOrders() {
    JsonNode before = status().path("orders");
    String retried = anOpenOrder("PENDING", 2);
    String setAside = anOpenOrder("PAID", 0);
    anOpenOrder("PAID", 0);
    anOpenOrder("CONFIRMED", 1);
    tables.run(
        "INSERT INTO set_aside (use_case, item, error, attempts, since, next_at) VALUES"
            + " ('unanswered-orders', '%s', 'test', 1, UTC_TIMESTAMP(6),".formatted(setAside)
            + " UTC_TIMESTAMP(6) + INTERVAL 1 HOUR)");
    try {
      JsonNode after = status().path("orders");
      assertThat(after.at("/byStatus/PENDING").asLong())
          .isEqualTo(before.at("/byStatus/PENDING").asLong() + 1);
      assertThat(after.at("/byStatus/PAID").asLong())
          .isEqualTo(before.at("/byStatus/PAID").asLong() + 2);
      assertThat(after.path("byStatus").has("CONFIRMED")).isFalse();
      assertThat(after.path("stuck").asLong()).isEqualTo(before.path("stuck").asLong() + 2);
      assertThat(after.path("oldestOpenSeconds").asLong()).isGreaterThanOrEqualTo(3600);
    } finally {
      tables.run("DELETE FROM set_aside WHERE item = '" + setAside + "'");
    }
    assertThat(retried).isNotEqualTo(setAside);
  }

  @Test
  void countsDeadLettersByReason() {
    JsonNode before = status().path("deadLetters");
    aDeadLetter("D", mine.substring(0, 20));
    aDeadLetter("D", mine.substring(0, 20));
    aDeadLetter("W", mine.substring(0, 20));
    JsonNode after = status().path("deadLetters");
    assertThat(after.path("count").asLong()).isEqualTo(before.path("count").asLong() + 2);
    assertThat(after.path("byReason").path(mine.substring(0, 20)).asLong()).isEqualTo(2);
  }

  @Test
  void countsLeasesAndWorkflows() {
    JsonNode before = status();
    String name = "lock-" + UUID.randomUUID();
    rest.post("/locks/" + name, Map.of("ttlMs", 60_000, "backend", "database")).expect(201);
    String type = "type-" + UUID.randomUUID();
    rest.put("/workflow-types/" + type, Map.of("steps", List.of("pick"))).expect(201);
    rest.post("/workflows", Map.of("type", type)).expect(201);
    JsonNode after = status();
    assertThat(after.at("/locks/heldInDatabase").asLong())
        .isEqualTo(before.at("/locks/heldInDatabase").asLong() + 1);
    assertThat(after.at("/locks/waiting/redis").isIntegralNumber()).isTrue();
    assertThat(after.at("/workflows/running").asLong())
        .isEqualTo(before.at("/workflows/running").asLong() + 1);
  }

  @Test
  void showsNothingOpenOnceAnOrderIsFinal() {
    OrderFixture.through(rest).aConfirmedOrder();
    await("nothing waits in the outbox")
        .untilAsserted(() -> assertThat(status().at("/outbox/rabbitmq/waiting").asLong()).isZero());
  }

  private JsonNode status() {
    return rest.get("/status").expect(200).json();
  }

  private Map<String, String> servers() {
    Map<String, String> states = new TreeMap<>();
    status()
        .path("servers")
        .forEach(server -> states.put(server.path("name").asText(), server.path("state").asText()));
    return states;
  }

  /** A row that no sweep takes, because it is due in an hour. */
  private String anOpenOrder(String status, int retries) {
    String id = UUID.randomUUID().toString();
    tables.run(
        ("INSERT INTO orders (id, user_id, status, amount, currency, items, retries, next_retry_at,"
                + " version, created_at, updated_at) VALUES ('%s', '%s', '%s', 1, 'EUR', '[]', %d,"
                + " UTC_TIMESTAMP(6) + INTERVAL 1 HOUR, 1, UTC_TIMESTAMP(6) - INTERVAL 1 HOUR,"
                + " UTC_TIMESTAMP(6))")
            .formatted(id, mine, status, retries));
    return id;
  }

  private void aDeadLetter(String state, String reason) {
    String id = UUID.randomUUID().toString();
    tables.run(
        ("INSERT INTO dead_letters (id, state, place, broker, queue, exchange, routing_key,"
                + " message_id, message_key, type, subject, subject_key, source, reason, attempts,"
                + " payload, occurred_at, dead_at, fingerprint, own_unreadable) VALUES ('%1$s',"
                + " '%2$s', '%1$s', 'R', '%3$s', '', '', '', '', '', '', '', '', '%4$s', 1, '{}',"
                + " UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), SHA2('%1$s', 256), 0)")
            .formatted(id, state, mine, reason));
  }
}
