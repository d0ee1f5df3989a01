package io.lockstep.console;

import static io.lockstep.testing.OrderFixture.anOrderOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import io.lockstep.testing.AmqpClient;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * What operators meet: orders that went well and orders that cannot go on, letters, workflows and
 * locks. Where people may write what they like they have written markup.
 */
final class ShopWithTroubles {
  /** Of letters that hold up no order. */
  private static final String QUEUE = "workflow.changes";

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int LARGE_PAYLOAD = 256 * 1024;
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final String IMAGE = "\"><img src=x onerror=alert(2)>";

  /** What people have written that must be seen as they wrote it. */
  static final List<String> MARKUP = List.of(SCRIPT, IMAGE);

  private final Rest rest;
  private final OrderFixture given;
  private final Tables tables = Tables.of(Stack.current());

  /** One of a caller who may do everything. */
  ShopWithTroubles(Rest rest) {
    this.rest = rest;
    this.given = OrderFixture.through(rest);
  }

  /** An order that went all the way. */
  JsonNode aConfirmedOrder() {
    return given.aConfirmedOrder();
  }

  /** An order whose user, product, external id and metadata are markup; its id. */
  String anOrderFullOfMarkup() {
    String user = given.aRichUser();
    rest.put("/users/" + user, Map.of("name", SCRIPT + IMAGE, "email", "markup@example.org"))
        .expect(200);
    String sku = given.aProductWithStock(10);
    rest.put(
            "/products/" + sku,
            Map.of(
                "name",
                SCRIPT + IMAGE,
                "category",
                "test",
                "unitPrice",
                Map.of("amount", 1200, "currency", "EUR")))
        .expect(200);
    Map<String, Object> order = new HashMap<>(anOrderOf(user, sku, 1));
    order.put("externalId", SCRIPT + unique(""));
    order.put("metadata", Map.of(SCRIPT, IMAGE, "note", SCRIPT + IMAGE));
    String id = rest.post("/orders", order).expect(201).json().path("id").asText();
    given.theFinal(id);
    String payment = rest.get("/orders/" + id + "/payment").expect(200).json().path("id").asText();
    rest.post("/payments/" + payment + "/reconcile", null, "Lockstep-Reason", SCRIPT + IMAGE)
        .expect(202);
    return id;
  }

  /** What {@code POST /orders} wants, as often as one likes. */
  Map<String, Object> anOrderThatSucceeds() {
    return anOrderOf(given.aRichUser(), given.aProductWithStock(1_000_000), 1);
  }

  /**
   * An order that waits behind a dead letter about it. What the stock answers cannot come before
   * the letter is there: its row is locked until then.
   */
  Stuck anOrderBehindALetter() throws SQLException {
    String user = given.aRichUser();
    String sku = given.aProductWithStock(100);
    try (Connection connection = Stack.current().connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT * FROM stock WHERE sku = '" + sku + "' FOR UPDATE");
      String order = given.aNewOrder(user, sku, 1);
      String letter = parked("orders.inventory", "inventory.reserved", order, "{\"orderId\": ");
      connection.rollback();
      awaitPaid(order);
      return new Stuck(order, letter);
    }
  }

  private void awaitPaid(String order) {
    Awaitility.await("order " + order + " is paid")
        .atMost(TIMEOUT)
        .until(
            () -> rest.get("/orders/" + order).expect(200).json().path("status").asText(),
            "PAID"::equals);
  }

  /** A letter that nothing waits behind; its id. */
  String aLetter() {
    return parked(QUEUE, "start", unique("none"), "{\"workflowId\": ");
  }

  /** A letter of 256 KiB whose payload, type and subject are markup; its id. */
  String aLargeLetterFullOfMarkup() {
    String subject = SCRIPT + unique("");
    String filling = (SCRIPT + IMAGE + "ä\u202e ").repeat(LARGE_PAYLOAD);
    return parked(
        QUEUE, IMAGE, subject, "{\"workflowId\": \"" + filling.substring(0, LARGE_PAYLOAD));
  }

  /** A message that its consumer cannot read, once it is a dead letter; the id of the letter. */
  private String parked(String queue, String type, String subject, String body) {
    String messageId = UUID.randomUUID().toString();
    try (AmqpClient broker = AmqpClient.on(Stack.current())) {
      broker.publish(
          "",
          queue,
          new AMQP.BasicProperties.Builder()
              .messageId(messageId)
              .type(type)
              .contentType("application/json")
              .deliveryMode(2)
              .headers(Map.of("cloudEvents_source", "/test", "cloudEvents_subject", subject))
              .build(),
          body);
    }
    String query = "SELECT MAX(id) FROM dead_letters WHERE state = 'D' AND message_key = '%s'";
    return Awaitility.await("the dead letter of message " + messageId)
        .atMost(TIMEOUT)
        .until(() -> tables.text(query.formatted(messageId)), Objects::nonNull);
  }

  /** A workflow that waits for its first step; its id. */
  String aRunningWorkflow() {
    String type = unique("pack");
    rest.put("/workflow-types/" + type, Map.of("steps", List.of("pick", "pack"))).expect(201);
    return rest.post(
            "/workflows", Map.of("type", type, "data", Map.of("note", SCRIPT, IMAGE, IMAGE)))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  /** Leases and a permit that are held while the pages are looked at. */
  void locksThatAreHeld() {
    int ttlMs = 600_000;
    rest.post("/locks/" + unique("redis"), Map.of("ttlMs", ttlMs)).expect(201);
    rest.post("/locks/" + unique("table"), Map.of("ttlMs", ttlMs, "backend", "database"))
        .expect(201);
    rest.post("/semaphores/" + unique("gate") + "/permits", Map.of("limit", 2, "ttlMs", ttlMs))
        .expect(201);
  }

  private static String unique(String kind) {
    return kind + "-" + UUID.randomUUID().toString().substring(0, 13);
  }

  /** An order that cannot go on, and the dead letter that it waits behind. */
  record Stuck(String order, String letter) {}
}
