package io.lockstep.orders.changing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Messages that can be read and not be applied, in each queue of the order flow. */
@QuarkusTest
class BadMessagesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);

  @Test
  void ordersAreConfirmedThoughEachQueueHoldsAMessageThatCannotBeApplied() {
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      tap.bind("order.events", "#").bind("payment.events", "#").bind("inventory.events", "#");
      String model = given.aConfirmedOrder().path("id").asText();
      String user = given.aRichUser();
      String sku = given.aProductWithStock(100);

      Map<String, String> bad =
          Map.of(
              "payments.orders", send(tap, model, "order.paid", "payments.orders"),
              "orders.payments", send(tap, model, "payment.completed", "orders.payments"),
              "inventory.orders", send(tap, model, "inventory.reserved", "inventory.orders"),
              "orders.inventory", send(tap, model, "inventory.reserved", "orders.inventory"));
      List<String> orders = Stream.generate(() -> given.aNewOrder(user, sku, 1)).limit(20).toList();

      assertThat(orders)
          .allMatch(order -> given.theFinal(order).path("status").asText().equals("CONFIRMED"));
      bad.forEach(this::awaitLetter);
    }
  }

  /** What was once said of a real order, said of one that does not exist; its message id. */
  private static String send(RabbitTap tap, String model, String type, String queue) {
    RabbitTap.Message real =
        tap.await(message -> type.equals(message.type()) && model.equals(message.subject()));
    String unknown = UUID.randomUUID().toString();
    String id = UUID.randomUUID().toString();
    tap.publish(
        "",
        queue,
        new AMQP.BasicProperties.Builder()
            .messageId(id)
            .type(type)
            .headers(Map.of("cloudEvents_subject", unknown))
            .build(),
        real.body().replace(model, unknown).getBytes(StandardCharsets.UTF_8));
    return id;
  }

  private void awaitLetter(String queue, String messageId) {
    JsonNode letter =
        Awaitility.await("the letter of " + queue)
            .atMost(TIMEOUT)
            .until(() -> find(queue, messageId), found -> found != null);
    assertThat(letter.path("reason").asText()).isEqualTo("failed");
    rest.delete("/dead-letters/" + letter.path("id").asText()).expect(204);
  }

  private JsonNode find(String queue, String messageId) {
    String next = "";
    do {
      JsonNode page = rest.get("/dead-letters?limit=100&queue=" + queue + next).expect(200).json();
      for (JsonNode letter : page.path("data")) {
        if (letter.path("messageId").asText().equals(messageId)) {
          return letter;
        }
      }
      next = page.path("hasMore").asBoolean() ? "&after=" + page.path("next").asText() : null;
    } while (next != null);
    return null;
  }
}
