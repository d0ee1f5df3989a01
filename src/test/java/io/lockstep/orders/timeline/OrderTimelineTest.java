package io.lockstep.orders.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import io.lockstep.testing.AmqpClient;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Everything that happened to an order. */
@QuarkusTest
class OrderTimelineTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String TRACE = "00-" + TRACE_ID + "-b7ad6b7169203331-01";

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);
  private final Tables tables = Tables.of(Stack.current());

  @Test
  void tellsTheWholeWayOfAConfirmedOrderOldestFirst() {
    String id = place(given.aRichUser(), given.aProductWithStock(5));

    List<JsonNode> entries = timeline(id);

    assertThat(entries.stream().map(OrderTimelineTest::told))
        .containsExactlyInAnyOrder(
            "status PENDING",
            "message order.created sent",
            "message order.created received",
            "payment CAPTURED",
            "message payment.completed sent",
            "message payment.completed received",
            "status PAID",
            "message order.paid sent",
            "message inventory.reserve sent",
            "message inventory.reserve received",
            "stock allocated",
            "message inventory.reserved sent",
            "message inventory.reserved received",
            "status CONFIRMED",
            "message order.confirmed sent");
    assertThat(entries.stream().map(entry -> Instant.parse(entry.path("at").asText()))).isSorted();
    assertThat(entries).allMatch(entry -> entry.path("traceId").asText().equals(TRACE_ID));
    assertThat(entries).allMatch(entry -> entry.path("actor").isNull());
    assertThat(entries.get(0).fieldNames())
        .toIterable()
        .containsExactly("at", "kind", "name", "detail", "actor", "traceId");
  }

  @Test
  void tellsWhyAnOrderWasDeclined() {
    String id = given.aDeclinedOrder().path("id").asText();

    assertThat(told(id))
        .contains(
            "payment DECLINED insufficient-funds",
            "message payment.failed sent",
            "message payment.failed received",
            "status CANCELLED payment-declined",
            "message order.cancelled sent")
        .noneMatch(entry -> entry.startsWith("stock"));
  }

  @Test
  void tellsThatMoneyWentBackWhereThereWasNoStock() {
    String id = place(given.aRichUser(), given.aProduct());

    assertThat(told(id))
        .contains(
            "stock rejected",
            "message inventory.rejected received",
            "status CANCELLED out-of-stock",
            "payment REFUNDED out-of-stock",
            "message payment.refunded sent")
        .doesNotContain("stock allocated", "stock released");
  }

  @Test
  void tellsThatStockWasReleased() {
    String id = place(given.aRichUser(), given.aProductWithStock(5));
    takeBack(id);

    assertThat(told(id))
        .contains(
            "stock allocated",
            "stock released",
            "message inventory.released sent",
            "payment REFUNDED returned",
            "status CANCELLED returned");
  }

  @Test
  void tellsThatACommandWasSentAgain() {
    String id = aSilentOrder();
    try {
      Awaitility.await("it is asked for again")
          .atMost(TIMEOUT)
          .until(() -> told(id).contains("message order.created tried again, time 1"));
    } finally {
      takeAway(id);
    }
  }

  @Test
  void tellsThatAMessageWasParkedReplayedAndDeleted() {
    String id = place(given.aRichUser(), given.aProductWithStock(5));
    publishUnreadable(id);
    String letter = awaitLetter(id, "");

    rest.post("/dead-letters/" + letter + "/replay", null).expect(202);
    String again = awaitLetter(id, letter);
    rest.delete("/dead-letters/" + again).expect(204);

    assertThat(told(id).stream().filter(entry -> !entry.contains(" sent")))
        .contains(
            "operator dead-letter-replayed " + letter, "operator dead-letter-deleted " + again)
        .filteredOn(entry -> entry.startsWith("message test.unknown parked in orders.payments: "))
        .hasSize(2);
  }

  @Test
  void tellsThatAPaymentWasReconciled() {
    String id = place(given.aRichUser(), given.aProductWithStock(5));
    String payment = rest.get("/orders/" + id + "/payment").expect(200).json().path("id").asText();

    rest.post("/payments/" + payment + "/reconcile", null).expect(202);

    assertThat(told(id)).contains("operator payment-reconciled " + payment);
  }

  /** One whose rows are from before there were timelines. */
  @Test
  void tellsWhatIsKnownOfAnOldOrder() {
    String id = place(given.aRichUser(), given.aProduct());
    tables.run(
        "UPDATE orders SET traceparent = NULL WHERE id = '" + id + "'",
        "UPDATE order_allocations SET cancelled_from = NULL, cancelled_at = NULL WHERE order_id = '"
            + id
            + "'");

    assertThat(timeline(id)).isNotEmpty().allMatch(entry -> entry.path("traceId").isNull());
    assertThat(told(id)).contains("status CANCELLED out-of-stock");
  }

  @Test
  void isNotFoundWhereThereIsNoOrder() {
    assertThat(rest.get("/orders/" + UUID.randomUUID() + "/timeline").expect(404).problem())
        .isEqualTo("not-found");
    rest.get("/orders/xyz/timeline").expect(404);
    rest.get("/orders/" + given.aNewOrder(given.aRichUser(), given.aProduct(), 1) + "/timeline?x=1")
        .expect(400);
  }

  private String place(String user, String sku) {
    return rest.post(
            "/orders",
            OrderFixture.anOrderOf(user, sku, 1),
            "Prefer",
            "wait=30",
            "traceparent",
            TRACE)
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  /** By the workflow of a return. */
  private void takeBack(String order) {
    String workflow =
        rest.post("/workflows", Map.of("type", "order-return", "data", Map.of("orderId", order)))
            .expect(201)
            .json()
            .path("id")
            .asText();
    rest.post("/workflows/" + workflow + "/steps", Map.of("data", Map.of())).expect(202);
    rest.post("/workflows/" + workflow + "/steps", Map.of("data", Map.of())).expect(202);
    Awaitility.await("the return")
        .atMost(TIMEOUT)
        .until(
            () -> rest.get("/orders/" + order).json().path("status").asText().equals("CANCELLED"));
  }

  /** A message that the queue's consumer cannot read, about this order. */
  private static void publishUnreadable(String order) {
    try (AmqpClient broker = AmqpClient.on(Stack.current())) {
      broker.publish(
          "",
          "orders.payments",
          new AMQP.BasicProperties.Builder()
              .messageId(UUID.randomUUID().toString())
              .type("test.unknown")
              .headers(Map.of("cloudEvents_subject", order))
              .contentType("application/json")
              .build(),
          "{}");
    }
  }

  /** The dead letter about this order, other than one that was replayed. */
  private String awaitLetter(String order, String other) {
    String query =
        "SELECT MAX(id) FROM dead_letters WHERE state = 'D' AND subject_key = '%s' AND id <> '%s'"
            .formatted(order, other);
    return Awaitility.await("the dead letter")
        .atMost(TIMEOUT)
        .until(() -> tables.text(query), found -> found != null);
  }

  /** One that was placed long ago and is overdue; its user does not exist. */
  private String aSilentOrder() {
    String id = UUID.randomUUID().toString();
    tables.run(
        """
        INSERT INTO orders (id, user_id, status, amount, currency, items, retries, next_retry_at, version,
                            created_at, updated_at)
        VALUES ('%s', 'planted', 'PENDING', 1, 'EUR',
                '[{"sku":"planted","quantity":1,"unitPrice":{"amount":1,"currency":"EUR"}}]', 0,
                UTC_TIMESTAMP(6) - INTERVAL 1 SECOND, 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
        """
            .formatted(id));
    return id;
  }

  private void takeAway(String order) {
    given.theFinal(order);
    tables.run(
        "DELETE FROM order_history WHERE order_id = '" + order + "'",
        "DELETE FROM payments WHERE order_id = '" + order + "'",
        "DELETE FROM order_allocations WHERE order_id = '" + order + "'",
        "DELETE FROM orders WHERE id = '" + order + "'");
  }

  private List<String> told(String order) {
    return timeline(order).stream().map(OrderTimelineTest::told).toList();
  }

  private List<JsonNode> timeline(String order) {
    JsonNode data = rest.get("/orders/" + order + "/timeline").expect(200).json().path("data");
    return StreamSupport.stream(data.spliterator(), false).toList();
  }

  private static String told(JsonNode entry) {
    String detail = entry.path("detail").isNull() ? "" : " " + entry.path("detail").asText();
    return entry.path("kind").asText() + " " + entry.path("name").asText() + detail;
  }
}
