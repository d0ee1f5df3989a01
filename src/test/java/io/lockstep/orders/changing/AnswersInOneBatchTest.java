package io.lockstep.orders.changing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderChange;
import io.lockstep.orders.OrderRepository;
import io.lockstep.sql.Transactions;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Answers to several orders that are applied in one transaction. The orders wait for their payments
 * meanwhile, because somebody has locked the payer's account; those come later, and change nothing.
 */
@QuarkusTest
class AnswersInOneBatchTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String QUEUE = "orders.payments";
  private static final String[] TOPICS = {"order-events", "payment-events", "inventory-events"};

  @Inject WritingOrderChanges writing;
  @Inject OrderRepository orders;
  @Inject Transactions transactions;
  @Inject MeterRegistry metrics;

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);
  private final Tables tables = Tables.of(Stack.current());
  private String user;
  private String sku;

  @BeforeEach
  void openAccountAndStock() {
    user = given.aRichUser();
    sku = given.aProductWithStock(100);
  }

  @Test
  void ordersThatArePaidAndReservedInOneBatchHaveBothInTheirHistoryAndAreSaidOnce() {
    try (KafkaTap kafka = KafkaTap.on(Stack.current(), TOPICS)) {
      List<String> placed = new ArrayList<>();
      whilePaymentsWait(
          () -> {
            placed.addAll(newOrders(5));
            payAndReserve(placed);
            assertThat(placed).allSatisfy(this::isConfirmedOnce);
          });

      placed.forEach(this::awaitPayment);
      assertThat(placed).allSatisfy(this::isConfirmedOnce);
      for (String order : placed) {
        kafka.await(
            message -> message.key().equals(order) && message.type().equals("inventory.reserved"));
        kafka.await(
            message -> message.key().equals(order) && message.type().equals("payment.completed"));
        assertThat(typesAbout(order, "order-events", kafka))
            .containsExactly("order.created", "order.paid", "order.confirmed");
        assertThat(typesAbout(order, "payment-events", kafka)).containsExactly("payment.completed");
        assertThat(typesAbout(order, "inventory-events", kafka))
            .containsExactly("inventory.reserve", "inventory.reserved");
      }
    }
  }

  @Test
  void answersThatWaitForTheSameQueueAreAppliedTogetherEachToItsOrder() {
    int count = 20;
    List<String> placed = new ArrayList<>();
    whilePaymentsWait(
        () -> {
          placed.addAll(newOrders(count));
          long before = batches().count();
          double applied = batches().totalAmount();
          tables.whileLocked(
              "SELECT id FROM orders WHERE user_id = '" + user + "' FOR UPDATE",
              () -> {
                answerAll(placed);
                Awaitility.await("all answers are taken, and wait for the first of them")
                    .atMost(TIMEOUT)
                    .until(() -> waiting() + batches().totalAmount() - applied >= count);
              });
          placed.forEach(order -> awaitStatus(order, "PAID", "CONFIRMED"));
          assertThat(batches().count() - before).isLessThan(count / 2);
        });

    placed.forEach(this::awaitPayment);
    assertThat(placed)
        .allMatch(order -> given.theFinal(order).path("status").asText().equals("CONFIRMED"))
        .allSatisfy(this::isConfirmedOnce);
  }

  private void whilePaymentsWait(Runnable action) {
    tables.whileLocked("SELECT id FROM accounts WHERE id = '" + user + "' FOR UPDATE", action);
  }

  private List<String> newOrders(int count) {
    return Stream.generate(() -> given.aNewOrder(user, sku, 1)).limit(count).toList();
  }

  private void payAndReserve(List<String> placed) {
    Uni<Void> changed =
        transactions.run(
            "test",
            tx ->
                orders
                    .lock(tx, placed.stream().map(UUID::fromString).toList())
                    .flatMap(locked -> writing.write(tx, paidAndReserved(locked.values()))));
    changed.await().atMost(TIMEOUT);
  }

  /** One order after the other, so that the changes of all of them are mixed. */
  private static List<OrderChange> paidAndReserved(Collection<Order> locked) {
    Instant now = Instant.now();
    List<OrderChange> changes = new ArrayList<>();
    for (Order order : locked) {
      OrderChange paid = order.paymentCompleted(now).orElseThrow();
      changes.add(paid);
      changes.add(paid.next().stockReserved(now).orElseThrow());
    }
    return changes;
  }

  private static void answerAll(List<String> placed) {
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      for (String order : placed) {
        tap.publish(
            "",
            QUEUE,
            new AMQP.BasicProperties.Builder()
                .messageId(UUID.randomUUID().toString())
                .type("payment.completed")
                .headers(Map.of("cloudEvents_subject", order))
                .build(),
            """
            {"orderId": "%s", "paymentId": "%s", "amount": 1200, "currency": "EUR",
             "timestamp": "2026-11-28T00:00:00Z"}
            """
                .formatted(order, UUID.randomUUID())
                .getBytes(StandardCharsets.UTF_8));
      }
      // what was published before a connection is closed may still be on its way
      Awaitility.await("the answers are delivered")
          .atMost(TIMEOUT)
          .until(() -> tap.depth(QUEUE) == 0);
    }
  }

  private DistributionSummary batches() {
    return metrics.get("lockstep.sql.group.size").tag("use_case", QUEUE).summary();
  }

  private double waiting() {
    return metrics.get("lockstep.sql.group.waiting").tag("use_case", QUEUE).gauge().value();
  }

  private void isConfirmedOnce(String order) {
    JsonNode found = rest.get("/orders/" + order).expect(200).json();
    assertThat(found.path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(found.path("version").asInt()).isEqualTo(3);
    assertThat(found.path("history"))
        .extracting(entry -> entry.path("status").asText())
        .containsExactly("PENDING", "PAID", "CONFIRMED");
    assertThat(
            tables.number(
                "SELECT COUNT(*) FROM orders WHERE next_retry_at IS NULL AND id = '" + order + "'"))
        .isOne();
  }

  private void awaitStatus(String order, String... statuses) {
    Awaitility.await("order " + order + " is one of " + List.of(statuses))
        .atMost(TIMEOUT)
        .until(
            () ->
                List.of(statuses)
                    .contains(rest.get("/orders/" + order).json().path("status").asText()));
  }

  private void awaitPayment(String order) {
    Awaitility.await("order " + order + " is charged")
        .atMost(TIMEOUT)
        .until(
            () ->
                rest.get("/orders/" + order + "/payment")
                    .json()
                    .path("status")
                    .asText()
                    .equals("CAPTURED"));
  }

  private static List<String> typesAbout(String order, String topic, KafkaTap kafka) {
    return kafka.about(order).stream()
        .filter(message -> message.topic().equals(topic))
        .map(KafkaTap.Message::type)
        .toList();
  }
}
