package io.lockstep.returns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The built-in workflow: goods and money go back, and the order shows it. */
@QuarkusTest
class OrderReturnTest {
  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);

  @Test
  void putsGoodsAndMoneyBackAndShowsItOnTheOrder() {
    String sku = given.aProductWithStock(10);
    String user = given.aUserWith(5_000);
    String order = given.aNewOrder(user, sku, 3);
    assertThat(given.theFinal(order).path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(balance(user)).isEqualTo(5_000 - 3 * 1200);
    try (RabbitTap tap =
        RabbitTap.on(Stack.current())
            .bind("order.events", "order.cancelled")
            .bind("payment.events", "payment.refunded")
            .bind("inventory.events", "inventory.released")) {
      String id = start(order).expect(201).json().path("id").asText();
      step(id, "authorise").expect(202);
      step(id, "receive").expect(202);
      JsonNode ended = awaitEnd(id);

      assertThat(ended.path("status").asText()).isEqualTo("COMPLETED");
      assertThat(ended.path("currentStep").asInt()).isEqualTo(4);
      assertThat(onHand(sku)).isEqualTo(10);
      assertThat(balance(user)).isEqualTo(5_000);
      JsonNode returned = rest.get("/orders/" + order).expect(200).json();
      assertThat(returned.path("status").asText()).isEqualTo("CANCELLED");
      assertThat(returned.path("reason").asText()).isEqualTo("returned");
      assertThat(returned.path("history")).hasSize(4);
      tap.await(heard -> heard.type().equals("order.cancelled") && heard.subject().equals(order));
      tap.await(heard -> heard.type().equals("payment.refunded") && heard.subject().equals(order));
      tap.await(
          heard -> heard.type().equals("inventory.released") && heard.subject().equals(order));
    }
    JsonNode audit = rest.get("/audit").expect(200).json();
    assertThat(audit.path("checks"))
        .filteredOn(check -> !check.path("name").asText().equals("outbox-fresh"))
        .allMatch(check -> check.path("ok").asBoolean());
  }

  @Test
  void returnsAnOrderOnceWhenTwoReturnsOfItAreUnderWay() {
    String sku = given.aProductWithStock(10);
    String user = given.aUserWith(1_200);
    String order = given.aNewOrder(user, sku, 1);
    given.theFinal(order);
    String first = start(order).expect(201).json().path("id").asText();
    String second = start(order).expect(201).json().path("id").asText();
    for (String id : new String[] {first, second}) {
      step(id, "authorise").expect(202);
      step(id, "receive").expect(202);
    }
    assertThat(
            new String[] {
              awaitEnd(first).path("status").asText(), awaitEnd(second).path("status").asText()
            })
        .containsExactlyInAnyOrder("COMPLETED", "CANCELLED");
    assertThat(balance(user)).isEqualTo(1_200);
    assertThat(onHand(sku)).isEqualTo(10);
  }

  @Test
  void returnsOnlyConfirmedOrders() {
    assertThat(start(UUID.randomUUID().toString()).expect(422).problem())
        .isEqualTo("order-not-returnable");
    assertThat(start(given.aDeclinedOrder().path("id").asText()).expect(422).problem())
        .isEqualTo("order-not-returnable");
    rest.post("/workflows", Map.of("type", "order-return")).expect(422);
  }

  @Test
  void skipsNoStepThatTheServiceDoesItself() {
    String order = given.aConfirmedOrder().path("id").asText();
    String id = start(order).expect(201).json().path("id").asText();
    step(id, "restock").expect(409);
    rest.post("/workflows/" + id + "/complete", Map.of()).expect(409);
    step(id, "authorise").expect(202);
    step(id, "receive").expect(202);
    assertThat(step(id, "restock").expect(409).status()).isEqualTo(409);
    rest.put("/workflow-types/order-return", Map.of("steps", java.util.List.of("a"))).expect(409);
  }

  private Rest.Answer start(String order) {
    return rest.post(
        "/workflows", Map.of("type", "order-return", "data", Map.of("orderId", order)));
  }

  private Rest.Answer step(String id, String step) {
    return rest.post("/workflows/" + id + "/steps", Map.of("step", step, "data", "ok"));
  }

  private JsonNode awaitEnd(String id) {
    return Awaitility.await("workflow " + id + " has ended")
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> rest.get("/workflows/" + id).expect(200).json(),
            found -> !found.path("status").asText().equals("RUNNING"));
  }

  private long balance(String account) {
    return rest.get("/accounts/" + account).expect(200).json().path("balance").asLong();
  }

  private long onHand(String sku) {
    return rest.get("/stock/" + sku).expect(200).json().path("onHand").asLong();
  }
}
