package io.lockstep.payments.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Refunds that cannot be made when the order is cancelled: a state with a way out. Most tests do
 * not wait for the time of the next attempt but move it back in the row, and sweep themselves.
 */
@QuarkusTest
class RefundsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long LARGEST = 999_999_999_999_999L;
  private static final long PRICE = 1_200;

  @Inject RetryingRefunds retrying;

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);
  private final Tables tables = Tables.of(Stack.current());
  private String sink;

  @BeforeEach
  void openASink() {
    sink = "sink-" + UUID.randomUUID();
    rest.put("/accounts/" + sink, Map.of("currency", "EUR")).expect(201);
  }

  /** Whatever a test took from the merchant goes back, so that nothing stays pending. */
  @AfterEach
  void payTheMerchantBack() {
    move(sink, "merchant", balance(sink));
    Awaitility.await("no refund is pending")
        .atMost(TIMEOUT)
        .until(
            () -> {
              sweepAsIfDue();
              return pendingIds().isEmpty();
            });
  }

  @Test
  void anOrderCancelledByItsUserIsRefundedOnceTheMerchantHasTheMoney() {
    String user = given.aUserWith(PRICE);
    String order = aPaidOrder(user);
    try (RabbitTap tap = RabbitTap.on(Stack.current()).bind("payment.events", "payment.refunded")) {
      drainMerchant();
      rest.post("/orders/" + order + "/cancel", null).expect(202);

      JsonNode payment = paymentOf(order);
      assertThat(payment.path("status").asText()).isEqualTo("REFUND_PENDING");
      assertThat(payment.path("reason").asText()).isEqualTo("insufficient-funds");
      assertThat(reasonOf(order)).isEqualTo("cancelled-by-user");
      assertThat(balance(user)).isZero();
      assertThat(auditSays("refunds-made")).contains(order, "insufficient-funds");
      assertThat(pendingIds()).contains(payment.path("id").asText());

      move(sink, "merchant", balance(sink));
      // by the service alone, in its own time
      Awaitility.await("the payment of " + order + " is refunded")
          .atMost(TIMEOUT)
          .until(() -> isRefunded(order));

      assertThat(balance(user)).isEqualTo(PRICE);
      tap.await(message -> message.subject().equals(order));
      assertThat(tap.about(order)).hasSize(1);
    }
    assertThat(auditOk("refunds-made")).isTrue();
    assertThat(paymentOf(order).path("history"))
        .extracting(entry -> entry.path("status").asText())
        .containsExactly("CAPTURED", "REFUND_PENDING", "REFUNDED");
  }

  @Test
  void anOrderThatIsOutOfStockHoldsUpNobodyWhereItsRefundIsPending() {
    String rare = given.aProductWithStock(1);
    String user = given.aUserWith(2 * PRICE);
    String[] order = new String[1];
    // the stock is looked at only once the merchant has nothing any more
    tables.whileLocked(
        "SELECT sku FROM stock WHERE sku = '" + rare + "' FOR UPDATE",
        () -> {
          order[0] = given.aNewOrder(user, rare, 2);
          awaitStatus(order[0], "PAID");
          drainMerchant();
        });
    awaitStatus(order[0], "CANCELLED");

    assertThat(reasonOf(order[0])).isEqualTo("out-of-stock");
    assertThat(paymentOf(order[0]).path("status").asText()).isEqualTo("REFUND_PENDING");
    String cheap = given.aProductFor(1);
    rest.post("/stock/" + cheap + "/receipts", Map.of("quantity", 5)).expect(200);
    JsonNode neighbour = given.theFinal(given.aNewOrder(given.aUserWith(10), cheap, 1));
    assertThat(neighbour.path("status").asText()).isEqualTo("CONFIRMED");

    move(sink, "merchant", balance(sink));
    awaitRefunded(order[0]);
    assertThat(balance(user)).isEqualTo(2 * PRICE);
  }

  @Test
  void anOrderThatIsGivenUpIsRefundedOnceTheMerchantHasTheMoney() {
    String user = given.aUserWith(PRICE);
    String order = aPaidOrder(user);
    drainMerchant();
    tables.run(
        "UPDATE orders SET retries = 100, next_retry_at = UTC_TIMESTAMP(6) WHERE id = '"
            + order
            + "'");
    awaitStatus(order, "CANCELLED");

    assertThat(reasonOf(order)).isEqualTo("expired");
    assertThat(paymentOf(order).path("status").asText()).isEqualTo("REFUND_PENDING");

    move(sink, "merchant", balance(sink));
    awaitRefunded(order);
    assertThat(balance(user)).isEqualTo(PRICE);
  }

  @Test
  void aReturnedOrderIsRefundedOnceThePayersAccountHasRoom() {
    String user = given.aUserWith(PRICE);
    String order = given.aNewOrder(user, given.aProductWithStock(1), 1);
    given.theFinal(order);
    // not by deposits: the account on their other side has no room for so much either
    setBalance(user, LARGEST);
    takeBack(order);

    assertThat(reasonOf(order)).isEqualTo("returned");
    assertThat(paymentOf(order).path("reason").asText()).isEqualTo("balance-overflow");

    setBalance(user, 0);
    awaitRefunded(order);
    assertThat(balance(user)).isEqualTo(PRICE);
  }

  @Test
  void aPayerWhoseAccountIsClosedGetsTheMoneyBackAllTheSame() {
    String user = given.aUserWith(PRICE);
    String order = given.aNewOrder(user, given.aProductWithStock(1), 1);
    given.theFinal(order);
    rest.delete("/users/" + user).expect(204);
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> rest.get("/accounts/" + user).json().path("status").asText().equals("CLOSED"));
    takeBack(order);
    awaitRefunded(order);
    assertThat(balance(user)).isEqualTo(PRICE);
  }

  @Test
  void asManyRefundsAreMadeAsThereIsMoneyForAndNotOneMore() {
    String user = given.aUserWith(20 * PRICE);
    String sku = given.aProductWithStock(20);
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      orders.add(given.aNewOrder(user, sku, 1));
    }
    orders.forEach(given::theFinal);
    orders.forEach(this::asIfNotConfirmed);
    drainMerchant();
    orders.forEach(order -> rest.post("/orders/" + order + "/cancel", null).expect(202));
    assertThat(pendingIds()).hasSize(20);

    move(sink, "merchant", 7 * PRICE + 5);
    Awaitility.await("seven refunds are made")
        .atMost(TIMEOUT)
        .until(
            () -> {
              sweepAsIfDue();
              return pendingIds().size() == 13;
            });
    sweepAsIfDue();
    assertThat(pendingIds()).hasSize(13);
    assertThat(balance(user)).isEqualTo(7 * PRICE);
    assertThat(balance("merchant")).isEqualTo(5);
    assertThat(auditOk("money-sums-to-zero")).isTrue();
  }

  @Test
  void reconcilingTriesAtOnce() {
    String user = given.aUserWith(PRICE);
    String order = aPaidOrder(user);
    drainMerchant();
    rest.post("/orders/" + order + "/cancel", null).expect(202);
    String payment = "/payments/" + paymentOf(order).path("id").asText();
    JsonNode still = rest.post(payment + "/reconcile", null).expect(202).json();
    assertThat(still.path("status").asText()).isEqualTo("REFUND_PENDING");
    assertThat(still.path("attempts").asInt()).isGreaterThan(1);

    move(sink, "merchant", PRICE);
    rest.post(payment + "/reconcile", null).expect(202);

    assertThat(rest.get(payment).expect(200).json().path("status").asText()).isEqualTo("REFUNDED");
    rest.post(payment + "/reconcile", null).expect(202);
    assertThat(balance(user)).isEqualTo(PRICE);
  }

  @Test
  void showsPaymentsAndRefusesWhatIsNone() {
    String confirmed = given.aConfirmedOrder().path("id").asText();
    JsonNode payment = paymentOf(confirmed);
    assertThat(payment.path("status").asText()).isEqualTo("CAPTURED");
    assertThat(rest.get("/payments/" + payment.path("id").asText()).expect(200).json())
        .isEqualTo(payment);
    assertThat(paymentOf(given.aDeclinedOrder().path("id").asText()).path("status").asText())
        .isEqualTo("DECLINED");
    JsonNode page = rest.get("/payments?limit=1&status=CAPTURED").expect(200).json();
    assertThat(page.path("data")).hasSize(1);
    rest.get("/payments?status=PAID").expect(400);
    rest.get("/payments?after=nonsense").expect(400);
    rest.get("/payments/nonsense").expect(404);
    rest.get("/payments/" + UUID.randomUUID()).expect(404);
    rest.get("/orders/" + UUID.randomUUID() + "/payment").expect(404);
    rest.get("/orders/nonsense/payment").expect(404);
    rest.post("/payments/nonsense/reconcile", null).expect(400);
    rest.post("/payments/" + UUID.randomUUID() + "/reconcile", null).expect(404);
  }

  private String aPaidOrder(String user) {
    String order = given.aNewOrder(user, given.aProductWithStock(1), 1);
    given.theFinal(order);
    asIfNotConfirmed(order);
    return order;
  }

  /** The confirmation is taken back: the order is as one that waits for its stock. */
  private void asIfNotConfirmed(String order) {
    tables.run("UPDATE orders SET status = 'PAID' WHERE id = '" + order + "'");
  }

  private void setBalance(String account, long amount) {
    tables.run("UPDATE accounts SET balance = " + amount + " WHERE id = '" + account + "'");
  }

  private void takeBack(String order) {
    String id =
        rest.post("/workflows", Map.of("type", "order-return", "data", Map.of("orderId", order)))
            .expect(201)
            .json()
            .path("id")
            .asText();
    for (String step : List.of("authorise", "receive")) {
      rest.post("/workflows/" + id + "/steps", Map.of("step", step, "data", "ok")).expect(202);
    }
    awaitStatus(order, "CANCELLED");
  }

  private void drainMerchant() {
    move("merchant", sink, balance("merchant"));
  }

  private void move(String from, String to, long amount) {
    if (amount > 0) {
      rest.post("/transfers", Map.of("from", from, "to", to, "amount", amount, "currency", "EUR"))
          .expect(201);
    }
  }

  private void awaitStatus(String order, String status) {
    Awaitility.await("order " + order + " is " + status)
        .atMost(TIMEOUT)
        .until(
            () -> rest.get("/orders/" + order).expect(200).json().path("status").asText(),
            status::equals);
  }

  private void awaitRefunded(String order) {
    Awaitility.await("the payment of " + order + " is refunded")
        .atMost(TIMEOUT)
        .until(
            () -> {
              sweepAsIfDue();
              return isRefunded(order);
            });
  }

  private boolean isRefunded(String order) {
    return paymentOf(order).path("status").asText().equals("REFUNDED");
  }

  /** As the service does when the time of each pending refund has come. */
  private void sweepAsIfDue() {
    tables.run("UPDATE refunds SET next_at = UTC_TIMESTAMP(6) WHERE next_at IS NOT NULL");
    retrying.sweep().await().atMost(TIMEOUT);
  }

  private JsonNode paymentOf(String order) {
    return rest.get("/orders/" + order + "/payment").expect(200).json();
  }

  private String reasonOf(String order) {
    return rest.get("/orders/" + order).expect(200).json().path("reason").asText();
  }

  private List<String> pendingIds() {
    return rest.get("/payments?status=REFUND_PENDING&limit=100")
        .expect(200)
        .json()
        .path("data")
        .findValuesAsText("id");
  }

  private long balance(String account) {
    return rest.get("/accounts/" + account).expect(200).json().path("balance").asLong();
  }

  private boolean auditOk(String check) {
    return auditOf(check).path("ok").asBoolean();
  }

  private String auditSays(String check) {
    assertThat(auditOk(check)).isFalse();
    return auditOf(check).path("detail").asText();
  }

  private JsonNode auditOf(String name) {
    for (JsonNode check : rest.get("/audit").expect(200).json().path("checks")) {
      if (check.path("name").asText().equals(name)) {
        return check;
      }
    }
    throw new AssertionError("there is no check " + name);
  }
}
