package io.lockstep.inventory.orders;

import static io.lockstep.inventory.orders.OrderCommands.anOrder;
import static io.lockstep.inventory.stock.StockFixture.aReservationOf;
import static io.lockstep.inventory.stock.StockFixture.aSku;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.receive;
import static io.lockstep.inventory.stock.StockFixture.stockIs;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import io.lockstep.inventory.guards.StockGuardContract;
import io.lockstep.sql.Transactions;
import io.lockstep.testing.RabbitTap;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AllocatingStockTest {
  @Inject Transactions transactions;

  private OrderCommands commands;

  @BeforeEach
  void listen() {
    commands = new OrderCommands();
  }

  @AfterEach
  void stopListening() {
    commands.close();
  }

  @Test
  void aPaidOrderGetsAllItsGoods() {
    String lamps = aSkuWith(5);
    String tables = aSkuWith(1);
    UUID order = anOrder();
    commands.reserve(order, Map.of(lamps, 2, tables, 1));
    RabbitTap.Message answer = commands.answerTo(order);
    assertThat(answer.type()).isEqualTo("inventory.reserved");
    assertThat(answer.routingKey()).isEqualTo("inventory.reserved");
    assertThat(answer.header("traceparent")).isEqualTo(OrderCommands.TRACE);
    assertThat(answer.body()).contains(order.toString(), lamps, tables).doesNotContain("reason");
    stockIs(lamps, 3, 0);
    stockIs(tables, 0, 0);
    assertThat(soldTo(order)).containsExactlyInAnyOrder(lamps + " 2", tables + " 1");
  }

  @Test
  void anOrderThatIsShortOfOneItemGetsNothing() {
    String lamps = aSkuWith(5);
    String tables = aSkuWith(1);
    UUID order = anOrder();
    commands.reserve(order, Map.of(lamps, 2, tables, 2));
    RabbitTap.Message answer = commands.answerTo(order);
    assertThat(answer.type()).isEqualTo("inventory.rejected");
    assertThat(answer.body()).contains("\"reason\":\"out-of-stock\"", order.toString());
    stockIs(lamps, 5, 0);
    stockIs(tables, 1, 0);
    assertThat(soldTo(order)).isEmpty();
  }

  @Test
  void whatIsHeldForOthersIsNotSold() {
    String sku = aSkuWith(3);
    aReservationOf(sku, 2);
    UUID tooMuch = anOrder();
    UUID enough = anOrder();
    commands.reserve(tooMuch, Map.of(sku, 2));
    commands.reserve(enough, Map.of(sku, 1));
    assertThat(commands.answerTo(tooMuch).type()).isEqualTo("inventory.rejected");
    assertThat(commands.answerTo(enough).type()).isEqualTo("inventory.reserved");
    stockIs(sku, 2, 2);
  }

  @Test
  void aSkuThatNobodyKnowsIsOutOfStock() {
    for (String sku : List.of(aSku(), "no such sku", "ü", "x".repeat(300))) {
      UUID order = anOrder();
      commands.reserve(order, Map.of(sku, 1));
      assertThat(commands.answerTo(order).type()).isEqualTo("inventory.rejected");
    }
  }

  @Test
  void aSkuThatIsNamedTwiceIsCountedTwice() {
    String sku = aSkuWith(5);
    String twice =
        """
        {"orderId": "%s", "timestamp": "2026-01-01T00:00:00Z",
         "items": [{"sku": "%s", "quantity": 3}, {"sku": "%s", "quantity": %d}]}
        """;
    UUID tooMuch = anOrder();
    UUID enough = anOrder();
    commands.publish(
        "m-" + tooMuch, "inventory.reserve", tooMuch, twice.formatted(tooMuch, sku, sku, 3));
    commands.publish(
        "m-" + enough, "inventory.reserve", enough, twice.formatted(enough, sku, sku, 2));
    assertThat(commands.answerTo(tooMuch).type()).isEqualTo("inventory.rejected");
    assertThat(commands.answerTo(enough).type()).isEqualTo("inventory.reserved");
    stockIs(sku, 0, 0);
  }

  @Test
  void aRedeliveredCommandChangesNothing() {
    String sku = aSkuWith(5);
    UUID order = anOrder();
    String message = commands.reserve(order, Map.of(sku, 2));
    commands.reserveAs(message, order, Map.of(sku, 2));
    commands.answerTo(order);
    commands.reserveAs(message, order, Map.of(sku, 2));
    commands.settle();
    assertThat(commands.heardOf(order)).hasSize(1);
    stockIs(sku, 3, 0);
  }

  @Test
  void aRepeatedCommandGetsTheAnswerOfBefore() {
    String sku = aSkuWith(2);
    UUID served = anOrder();
    UUID refused = anOrder();
    commands.reserve(served, Map.of(sku, 2));
    commands.reserve(refused, Map.of(sku, 1));
    commands.answerTo(refused);
    receive(sku, 5).statusCode(200);
    commands.reserve(served, Map.of(sku, 2));
    commands.reserve(refused, Map.of(sku, 1));
    assertThat(commands.answersTo(served, 2))
        .allSatisfy(answer -> assertThat(answer.type()).isEqualTo("inventory.reserved"));
    assertThat(commands.answersTo(refused, 2))
        .allSatisfy(answer -> assertThat(answer.type()).isEqualTo("inventory.rejected"));
    assertThat(commands.heardOf(served).stream().map(RabbitTap.Message::id).distinct()).hasSize(2);
    stockIs(sku, 5, 0);
  }

  @Test
  void fiftyOrdersForTenUnitsGetExactlyTen() {
    String sku = aSkuWith(10);
    List<UUID> orders = Stream.generate(OrderCommands::anOrder).limit(50).toList();
    orders.forEach(order -> commands.reserve(order, Map.of(sku, 1)));
    List<String> answers = orders.stream().map(order -> commands.answerTo(order).type()).toList();
    assertThat(answers.stream().filter("inventory.reserved"::equals)).hasSize(10);
    assertThat(answers.stream().filter("inventory.rejected"::equals)).hasSize(40);
    // First come, first served.
    assertThat(answers.subList(0, 10)).containsOnly("inventory.reserved");
    stockIs(sku, 0, 0);
    StockGuardContract.auditHolds();
  }

  @Test
  void manyOrdersOverManySkusAreAllAnswered() {
    List<String> skus = IntStream.range(0, 20).mapToObj(i -> aSkuWith(60)).toList();
    List<UUID> orders = Stream.generate(OrderCommands::anOrder).limit(400).toList();
    IntStream.range(0, 400)
        .forEach(
            i ->
                commands.reserve(
                    orders.get(i),
                    Map.of(
                        skus.get(i % 20),
                        1,
                        skus.get((i + 7) % 20),
                        1,
                        skus.get((i + 13) % 20),
                        1)));
    orders.forEach(
        order -> assertThat(commands.answerTo(order).type()).isEqualTo("inventory.reserved"));
    skus.forEach(sku -> stockIs(sku, 0, 0));
    StockGuardContract.auditHolds();
  }

  @Test
  void whatAsksNothingOfInventoryBecomesADeadLetterAndStopsNobody() {
    String sku = aSkuWith(1);
    UUID wrong = anOrder();
    UUID right = anOrder();
    String answer = OrderCommands.body(wrong, Map.of(sku, 1));
    commands.publish("answer-" + wrong, "inventory.reserved", wrong, answer);
    commands.publish("unknown-" + wrong, "inventory.dance", wrong, answer);
    commands.publish("broken-" + wrong, "inventory.reserve", wrong, "{");
    commands.publish("shape-" + wrong, "inventory.reserve", wrong, answer.replace(": 1}", ": 0}"));
    commands.reserve(right, Map.of(sku, 1));
    assertThat(commands.answerTo(right).type()).isEqualTo("inventory.reserved");
    for (String id : List.of("answer-", "unknown-", "broken-", "shape-")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  given()
                      .queryParam("queue", OrderCommands.QUEUE)
                      .queryParam("limit", 100)
                      .get("/dead-letters")
                      .then()
                      .body("data.messageId", hasItem(id + wrong)));
    }
    stockIs(sku, 0, 0);
  }

  private List<String> soldTo(UUID order) {
    Uni<List<String>> sold =
        transactions.run(
            "test",
            tx ->
                tx.list(
                    "SELECT sku, quantity FROM allocated_items WHERE order_id = ?",
                    row -> row.getString("sku") + " " + row.getLong("quantity"),
                    order.toString()));
    return sold.await().atMost(Duration.ofSeconds(30));
  }
}
