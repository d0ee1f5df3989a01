package io.lockstep.orders;

import static io.lockstep.testing.OrderFixture.anOrderOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Rest.Answer;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An order on its way, seen from outside. */
@QuarkusTest
class OrderFlowTest {
  private static final String[] WAIT = {"Prefer", "wait=30"};

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);

  @Test
  void confirmsAnOrderThatIsPaidAndInStock() {
    String sku = given.aProductWithStock(10);
    String user = given.aUserWith(10_000);

    JsonNode order = rest.post("/orders", anOrderOf(user, sku, 3), WAIT).expect(201).json();

    assertThat(order.path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(order.path("total").path("amount").asLong()).isEqualTo(3600);
    assertThat(order.path("version").asInt()).isEqualTo(3);
    assertThat(stock(sku).path("onHand").asInt()).isEqualTo(7);
    assertThat(balance(user)).isEqualTo(6_400);
    assertThat(historyOf(order)).containsExactly("PENDING", "PAID", "CONFIRMED");
    assertAuditHolds();
  }

  @Test
  void cancelsAnOrderThatCannotBePaid() {
    String sku = given.aProductWithStock(10);

    JsonNode order =
        rest.post("/orders", anOrderOf(given.aUserWith(100), sku, 1), WAIT).expect(201).json();

    assertThat(order.path("status").asText()).isEqualTo("CANCELLED");
    assertThat(order.path("reason").asText()).isEqualTo("payment-declined");
    assertThat(stock(sku).path("available").asInt()).isEqualTo(10);
  }

  @Test
  void refundsAnOrderThatIsPaidButOutOfStock() {
    String user = given.aUserWith(100_000);

    JsonNode order =
        rest.post("/orders", anOrderOf(user, given.aProductWithStock(2), 3), WAIT)
            .expect(201)
            .json();

    assertThat(order.path("status").asText()).isEqualTo("CANCELLED");
    assertThat(order.path("reason").asText()).isEqualTo("out-of-stock");
    assertThat(historyOf(order)).containsExactly("PENDING", "PAID", "CANCELLED");
    assertThat(balance(user)).isEqualTo(100_000);
    assertAuditHolds();
  }

  /** Its payment waits for the account, which somebody else has locked. */
  @Test
  void cancelsWhileThePaymentIsUnderWayAndTakesNoMoney() throws SQLException {
    String sku = given.aProductWithStock(10);
    String user = given.aUserWith(100_000);
    String id;
    try (Connection other = Stack.current().connect();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("SELECT balance FROM accounts WHERE id = '" + user + "' FOR UPDATE");
      id = given.aNewOrder(user, sku, 1);

      rest.post("/orders/" + id + "/cancel", null).expect(202);

      assertThat(rest.get("/orders/" + id).json().path("reason").asText())
          .isEqualTo("cancelled-by-user");
      other.rollback();
    }

    String after = given.aNewOrder(user, sku, 1);
    assertThat(given.theFinal(after).path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(rest.get("/orders/" + id).json().path("status").asText()).isEqualTo("CANCELLED");
    assertThat(balance(user)).isEqualTo(98_800);
    assertThat(stock(sku).path("available").asInt()).isEqualTo(9);
    assertAuditHolds();
  }

  @Test
  void doesNotCancelAFinalOrder() {
    JsonNode order = given.aConfirmedOrder();
    String id = order.path("id").asText();
    assertThat(rest.post("/orders/" + id + "/cancel", null).expect(409).problem())
        .isEqualTo("order-final");
  }

  @Test
  void sellsExactlyTenUnitsToFiftyConcurrentOrders() {
    String sku = given.aProductWithStock(10);
    String user = given.aRichUser();

    List<JsonNode> orders =
        together(50, i -> rest.callLater("POST", "/orders", anOrderOf(user, sku, 1), WAIT))
            .map(answer -> given.theFinal(answer.expect(201).json().path("id").asText()))
            .toList();

    assertThat(orders.stream().filter(order -> isConfirmed(order))).hasSize(10);
    assertThat(stock(sku).path("onHand").asInt()).isZero();
    assertAuditHolds();
  }

  @Test
  void makesOneOrderOfFiftyPostsUnderOneKey() {
    String user = given.aRichUser();
    Map<String, Object> body = anOrderOf(user, given.aProductWithStock(100), 1);
    String key = UUID.randomUUID().toString();

    List<Answer> answers =
        together(50, i -> rest.callLater("POST", "/orders", body, "Idempotency-Key", key)).toList();

    assertThat(answers).allMatch(answer -> answer.status() == 201 || answer.status() == 409);
    assertThat(
            answers.stream()
                .filter(answer -> answer.status() == 201)
                .map(answer -> answer.json().path("id").asText())
                .distinct())
        .hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.status() == 409))
        .allMatch(answer -> answer.headers().firstValue("Retry-After").isPresent());
    assertThat(rest.get("/orders?userId=" + user).json().path("data")).hasSize(1);
    Answer replay = rest.post("/orders", body, "Idempotency-Key", key).expect(201);
    assertThat(replay.headers().firstValue("Idempotent-Replayed")).contains("true");
  }

  @Test
  void refusesAnotherBodyUnderAUsedKey() {
    String user = given.aRichUser();
    String sku = given.aProductWithStock(10);
    String key = UUID.randomUUID().toString();
    rest.post("/orders", anOrderOf(user, sku, 1), "Idempotency-Key", key).expect(201);
    assertThat(
            rest.post("/orders", anOrderOf(user, sku, 2), "Idempotency-Key", key)
                .expect(422)
                .problem())
        .isEqualTo("idempotency-key-reused");
  }

  @Test
  void tellsTheWorldInOrderAndCarriesTheTraceOn() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    try (RabbitTap rabbit =
            RabbitTap.on(Stack.current())
                .bind("order.events", "#")
                .bind("payment.events", "#")
                .bind("inventory.events", "#");
        KafkaTap kafka = KafkaTap.on(Stack.current(), "order-events")) {
      Map<String, Object> body = anOrderOf(given.aRichUser(), given.aProductWithStock(5), 1);
      JsonNode order =
          rest.post("/orders", body, "Prefer", "wait=30", "traceparent", trace).expect(201).json();
      String id = order.path("id").asText();

      kafka.await(message -> id.equals(message.key()) && "order.confirmed".equals(message.type()));
      assertThat(kafka.about(id))
          .extracting(KafkaTap.Message::type)
          .containsExactly("order.created", "order.paid", "order.confirmed");
      assertThat(kafka.about(id))
          .allMatch(message -> "1.0".equals(message.header("ce_specversion")));
      rabbit.await(
          message -> id.equals(message.subject()) && "order.confirmed".equals(message.type()));
      assertThat(rabbit.about(id))
          .extracting(RabbitTap.Message::type)
          .contains(
              "order.created",
              "payment.completed",
              "order.paid",
              "inventory.reserve",
              "inventory.reserved",
              "order.confirmed");
      assertThat(rabbit.about(id))
          .allMatch(message -> trace.equals(message.header("traceparent")))
          .allMatch(message -> message.id().equals(message.header("cloudEvents_id")));
    }
  }

  @Test
  void changesNothingWhenMessagesAreDeliveredAgain() {
    String sku = given.aProductWithStock(10);
    String user = given.aUserWith(100_000);
    try (RabbitTap tap =
        RabbitTap.on(Stack.current())
            .bind("order.events", "order.created")
            .bind("payment.events", "payment.completed")
            .bind("inventory.events", "inventory.reserve", "inventory.reserved")) {
      String id = rest.post("/orders", anOrderOf(user, sku, 2), WAIT).json().path("id").asText();
      Awaitility.await().until(() -> tap.about(id).size() == 4);

      tap.about(id).forEach(tap::repeat);
      // What comes after them in the same queues is done when these are done too.
      given.aConfirmedOrder();

      assertThat(balance(user)).isEqualTo(100_000 - 2_400);
      assertThat(stock(sku).path("onHand").asInt()).isEqualTo(8);
      assertThat(historyOf(rest.get("/orders/" + id).json())).hasSize(3);
      assertAuditHolds();
    }
  }

  @Test
  void streamsEveryChangeOfStatusAndEndsWhenFinal() {
    String id = given.aNewOrder(given.aRichUser(), given.aProductWithStock(5), 1);

    String stream = rest.get("/orders/" + id + "/events").expect(200).text();

    assertThat(stream).contains("event:order.confirmed").contains("\"status\":\"CONFIRMED\"");
    assertThat(stream.lines().filter(line -> line.startsWith("data:")).count())
        .isEqualTo(stream.lines().filter(line -> line.startsWith("id:")).count());
  }

  @Test
  void listsTheOrdersOfAUserNewestFirst() {
    String user = given.aRichUser();
    String sku = given.aProductWithStock(10);
    List<String> ids = IntStream.range(0, 3).mapToObj(i -> given.aNewOrder(user, sku, 1)).toList();

    JsonNode first = rest.get("/orders?limit=2&userId=" + user).expect(200).json();
    JsonNode second =
        rest.get("/orders?limit=2&userId=" + user + "&after=" + first.path("next").asText())
            .expect(200)
            .json();

    assertThat(first.path("hasMore").asBoolean()).isTrue();
    assertThat(first.path("data").findValuesAsText("id")).contains(ids.get(2), ids.get(1));
    assertThat(second.path("data").get(0).path("id").asText()).isEqualTo(ids.get(0));
    assertThat(second.path("next").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"userId\":\"u\"}",
        "{\"userId\":\"u\",\"items\":[]}",
        "{\"userId\":\"u\",\"items\":[null]}",
        "{\"userId\":\"a b\",\"items\":[{\"sku\":\"s\",\"quantity\":1}]}",
        "{\"userId\":7,\"items\":[{\"sku\":\"s\",\"quantity\":1}]}",
        "{\"userId\":\"u\",\"items\":[{\"sku\":\"s\",\"quantity\":0}]}",
        "{\"userId\":\"u\",\"items\":[{\"sku\":\"s\",\"quantity\":-1}]}",
        "{\"userId\":\"u\",\"items\":[{\"sku\":\"s\",\"quantity\":10001}]}",
        "{\"userId\":\"u\",\"items\":[{\"sku\":\"s\",\"quantity\":1e99}]}",
        "{\"userId\":\"u\",\"items\":[{\"sku\":\"s\",\"quantity\":99999999999999999999}]}",
        "{\"userId\":\"u\",\"items\":[{\"sku\":\"s\",\"quantity\":\"1\"}]}",
        "{\"userId\":\"u\",\"items\":[{\"sku\":\"s\",\"quantity\":1.5}]}",
        "{\"userId\":\"u\",\"items\":[{\"sku\":\"s\",\"quantity\":1,\"price\":1}]}",
        "{\"userId\":\"u\",\"items\":[{\"sku\":\"s\",\"quantity\":1},{\"sku\":\"s\",\"quantity\":1}]}",
        "{\"userId\":\"u\",\"items\":[{\"sku\":\"s\",\"quantity\":1}],\"more\":true}"
      })
  void refusesAMalformedOrder(String body) {
    Answer answer = rest.post("/orders", body).expect(400);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(answer.json().path("errors").isArray()).isTrue();
    assertThat(answer.text()).doesNotContain("io.lockstep", "Exception", "jackson");
  }

  @Test
  void refusesMoreThanAHundredItems() {
    List<Map<String, Object>> items =
        IntStream.range(0, 101)
            .<Map<String, Object>>mapToObj(i -> Map.of("sku", "s" + i, "quantity", 1))
            .toList();
    rest.post("/orders", Map.of("userId", "u", "items", items)).expect(400);
  }

  @Test
  void refusesWhatNobodyKnows() {
    String sku = given.aProduct();
    assertThat(rest.post("/orders", anOrderOf("nobody", sku, 1)).expect(422).problem())
        .isEqualTo("unknown-user");
    assertThat(
            rest.post("/orders", anOrderOf(given.aRichUser(), "nothing", 1)).expect(422).problem())
        .isEqualTo("unknown-sku");
  }

  @Test
  void refusesWrongQueriesAndDoesNotFindWhatIsNotThere() {
    rest.get("/orders?status=DONE").expect(400);
    rest.get("/orders?limit=0").expect(400);
    rest.get("/orders?limit=101").expect(400);
    rest.get("/orders?after=%25").expect(400);
    rest.get("/orders/" + UUID.randomUUID()).expect(404);
    rest.get("/orders/xyz").expect(404);
    rest.get("/orders/xyz/events").expect(404);
    assertThat(rest.get("/orders/" + UUID.randomUUID() + "/events").expect(404).problem())
        .isEqualTo("not-found");
    rest.post("/orders/xyz/cancel", null).expect(400);
    rest.post("/orders/" + UUID.randomUUID() + "/cancel", null).expect(404);
  }

  private Stream<Answer> together(
      int callers, java.util.function.IntFunction<CompletableFuture<Answer>> call) {
    List<CompletableFuture<Answer>> calls = IntStream.range(0, callers).mapToObj(call).toList();
    return calls.stream().map(CompletableFuture::join);
  }

  private static boolean isConfirmed(JsonNode order) {
    return order.path("status").asText().equals("CONFIRMED");
  }

  private JsonNode stock(String sku) {
    return rest.get("/stock/" + sku).expect(200).json();
  }

  private long balance(String user) {
    return rest.get("/accounts/" + user).expect(200).json().path("balance").asLong();
  }

  private List<String> historyOf(JsonNode order) {
    return rest.get("/orders/" + order.path("id").asText())
        .expect(200)
        .json()
        .path("history")
        .findValuesAsText("status");
  }

  private void assertAuditHolds() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              JsonNode audit = rest.get("/audit").expect(200).json();
              assertThat(audit.path("ok").asBoolean()).as(audit.toString()).isTrue();
            });
  }
}
