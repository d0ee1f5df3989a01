package io.lockstep.orders.changing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.orders.OrderStatus;
import io.lockstep.orders.OrdersConfig;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders that cannot be driven on, and the healthy ones behind them. */
@QuarkusTest
class UnansweredOrdersTest {
  private static final String ITEMS =
      "[{\"sku\":\"planted\",\"quantity\":1,\"unitPrice\":{\"amount\":1,\"currency\":\"EUR\"}}]";

  @Inject RetryingUnansweredOrders driving;
  @Inject OrdersConfig config;
  @Inject MeterRegistry metrics;

  private final Rest rest = Rest.ofTest();
  private final Tables tables = Tables.of(Stack.current());

  @AfterEach
  void takeThePlantedAway() {
    tables.run(
        "DELETE FROM set_aside WHERE use_case = 'unanswered-orders'",
        "DELETE h FROM order_history h JOIN orders o ON o.id = h.order_id AND o.user_id = 'planted'",
        "DELETE p FROM payments p JOIN orders o ON o.id = p.order_id AND o.user_id = 'planted'",
        "DELETE a FROM order_allocations a JOIN orders o ON o.id = a.order_id AND o.user_id = 'planted'",
        "DELETE FROM orders WHERE user_id = 'planted'");
  }

  @Test
  void ordersBehindMoreBadOnesThanASweepTakesAreGivenUpAllTheSame() {
    List<String> bad =
        IntStream.rangeClosed(0, config.sweepBatch())
            .mapToObj(i -> aSilentOrder("???", 3600))
            .toList();
    String healthy = aSilentOrder("EUR", 60);

    awaitStatus(healthy, "CANCELLED");

    assertThat(bad).allMatch(id -> statusOf(id).equals("PENDING"));
    assertThat(setAside(bad)).isEqualTo(bad.size());
    assertThat(metrics.counter("lockstep.sweep.failed", "use_case", "unanswered-orders").count())
        .isGreaterThanOrEqualTo(bad.size());
    assertThat(rest.get("/audit").expect(200).json().toString())
        .contains("unanswered-orders cannot do ");
  }

  @Test
  void anOrderWhoseChangeIsRefusedHoldsUpNoOtherInItsBatch() {
    String first = aSilentOrder("EUR", 3600);
    String bad = aSilentOrder("EUR", 1800);
    tables.run(
        "INSERT INTO order_history (order_id, version, status, at) VALUES ('"
            + bad
            + "', 2, 'PAID', UTC_TIMESTAMP(6))");
    String last = aSilentOrder("EUR", 60);

    awaitStatus(first, "CANCELLED");
    awaitStatus(last, "CANCELLED");

    assertThat(statusOf(bad)).isEqualTo("PENDING");
    assertThat(tables.number("SELECT COUNT(*) FROM payments WHERE order_id = '" + bad + "'"))
        .isZero();
  }

  @Test
  void aMendedOrderIsDrivenOnAndIsSetAsideNoMore() {
    String order = aSilentOrder("???", 60);
    Awaitility.await("it is set aside")
        .atMost(Duration.ofSeconds(30))
        .until(() -> sweep() && setAside(List.of(order)) == 1);

    tables.run("UPDATE orders SET currency = 'EUR' WHERE id = '" + order + "'");

    awaitStatus(order, "CANCELLED");
    Awaitility.await("nothing is set aside")
        .atMost(Duration.ofSeconds(30))
        .until(() -> setAside(List.of(order)) == 0);
  }

  /**
   * One that was asked for so often that it is to be given up.
   *
   * @param currency an order in one that does not exist cannot be read
   */
  private String aSilentOrder(String currency, int secondsAgo) {
    String id = UUID.randomUUID().toString();
    tables.run(
        """
        INSERT INTO orders (id, user_id, status, amount, currency, items, retries, next_retry_at, version,
                            created_at, updated_at)
        VALUES ('%s', 'planted', 'PENDING', 1, '%s', '%s', 99,
                UTC_TIMESTAMP(6) - INTERVAL %d SECOND, 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
        """
            .formatted(id, currency, ITEMS, secondsAgo));
    return id;
  }

  private void awaitStatus(String order, String status) {
    Awaitility.await(order + " is " + status)
        .atMost(Duration.ofSeconds(60))
        .until(() -> sweep() && statusOf(order).equals(status));
  }

  /** Beside the sweep that runs anyhow. */
  private boolean sweep() {
    driving.sweep().await().atMost(Duration.ofSeconds(60));
    return true;
  }

  private String statusOf(String order) {
    return Stream.of(OrderStatus.values())
        .map(OrderStatus::name)
        .filter(
            status ->
                tables.number(
                        "SELECT COUNT(*) FROM orders WHERE id = '%s' AND status = '%s'"
                            .formatted(order, status))
                    == 1)
        .findFirst()
        .orElseThrow();
  }

  private long setAside(List<String> orders) {
    return tables.number(
        "SELECT COUNT(*) FROM set_aside WHERE use_case = 'unanswered-orders' AND item IN ('%s')"
            .formatted(String.join("','", orders)));
  }
}
