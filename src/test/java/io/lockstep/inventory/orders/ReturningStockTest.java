package io.lockstep.inventory.orders;

import static io.lockstep.inventory.orders.OrderCommands.anOrder;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.stockIs;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.inventory.guards.StockGuardContract;
import io.lockstep.orders.changing.OrderCompensation.Cancellation;
import io.lockstep.sql.Transactions;
import io.lockstep.testing.RabbitTap;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReturningStockTest {
  @Inject Transactions transactions;
  @Inject ReturningStock returning;

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
  void stockComesAfterMoney() {
    assertThat(returning.lockOrder()).isEqualTo(20);
  }

  @Test
  void theGoodsOfACancelledOrderAreBack() {
    String lamps = aSkuWith(5);
    String tables = aSkuWith(4);
    UUID order = anOrder();
    commands.reserve(order, Map.of(lamps, 2, tables, 4));
    commands.answerTo(order);
    cancel(order);
    RabbitTap.Message released = commands.answersTo(order, 2).get(1);
    assertThat(released.type()).isEqualTo("inventory.released");
    assertThat(released.header("traceparent")).isEqualTo(OrderCommands.TRACE);
    assertThat(released.body()).contains("\"reason\":\"cancelled-by-user\"", lamps, tables);
    stockIs(lamps, 5, 0);
    stockIs(tables, 4, 0);
    StockGuardContract.auditHolds();
  }

  @Test
  void cancellingTwiceGivesBackOnce() {
    String sku = aSkuWith(5);
    UUID order = anOrder();
    commands.reserve(order, Map.of(sku, 2));
    commands.answerTo(order);
    cancel(order);
    cancel(order, order);
    commands.reserve(order, Map.of(sku, 2));
    commands.settle();
    assertThat(commands.heardOf(order).stream().map(RabbitTap.Message::type))
        .containsExactly("inventory.reserved", "inventory.released");
    stockIs(sku, 5, 0);
  }

  @Test
  void anOrderCancelledBeforeItWasServedGetsNothingAndNoAnswer() {
    String sku = aSkuWith(5);
    UUID order = anOrder();
    cancel(order);
    commands.reserve(order, Map.of(sku, 2));
    commands.settle();
    assertThat(commands.heardOf(order)).isEmpty();
    stockIs(sku, 5, 0);
  }

  @Test
  void anOrderThatGotNothingHasNothingToGiveBack() {
    String sku = aSkuWith(1);
    UUID order = anOrder();
    commands.reserve(order, Map.of(sku, 2));
    commands.answerTo(order);
    cancel(order);
    commands.reserve(order, Map.of(sku, 2));
    commands.settle();
    assertThat(commands.heardOf(order).stream().map(RabbitTap.Message::type))
        .containsExactly("inventory.rejected");
    stockIs(sku, 1, 0);
  }

  @Test
  void manyAreCancelledTogetherEachWithItsOwn() {
    String sku = aSkuWith(30);
    List<UUID> served = orders(20);
    List<UUID> refused = orders(5);
    List<UUID> neverAsked = orders(5);
    served.forEach(order -> commands.reserve(order, Map.of(sku, 1)));
    refused.forEach(order -> commands.reserve(order, Map.of(sku, 100)));
    served.forEach(commands::answerTo);
    refused.forEach(commands::answerTo);
    cancel(Stream.of(neverAsked, served, refused).flatMap(List::stream).toArray(UUID[]::new));
    served.forEach(
        order ->
            assertThat(commands.answersTo(order, 2).get(1).type()).isEqualTo("inventory.released"));
    commands.settle();
    refused.forEach(order -> assertThat(commands.heardOf(order)).hasSize(1));
    neverAsked.forEach(order -> assertThat(commands.heardOf(order)).isEmpty());
    stockIs(sku, 30, 0);
  }

  @Test
  void whoeverWinsTheRaceOfServingAndCancellingTheStockIsBack() {
    String sku = aSkuWith(100);
    List<UUID> orders = orders(60);
    List<Uni<Void>> cancellations =
        orders.stream().map(order -> cancellationOf(List.of(order))).toList();
    orders.forEach(order -> commands.reserve(order, Map.of(sku, 1)));
    Uni.join().all(cancellations).andFailFast().await().atMost(Duration.ofSeconds(30));
    commands.settle();
    stockIs(sku, 100, 0);
    StockGuardContract.auditHolds();
  }

  private static List<UUID> orders(int count) {
    return Stream.generate(OrderCommands::anOrder).limit(count).toList();
  }

  private void cancel(UUID... orders) {
    cancellationOf(List.of(orders)).await().atMost(Duration.ofSeconds(30));
  }

  private Uni<Void> cancellationOf(List<UUID> orders) {
    List<Cancellation> cancellations =
        orders.stream()
            .map(order -> new Cancellation(order, "cancelled-by-user", OrderCommands.TRACE))
            .toList();
    return transactions.run("test-cancel", tx -> returning.undo(tx, cancellations));
  }
}
