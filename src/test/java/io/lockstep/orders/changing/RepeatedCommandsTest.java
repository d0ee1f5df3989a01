package io.lockstep.orders.changing;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is asked or answered once more is a command on RabbitMQ, and no second fact on Kafka. */
@QuarkusTest
class RepeatedCommandsTest {
  private static final String[] TOPICS = {"order-events", "payment-events", "inventory-events"};

  @Inject RetryingUnansweredOrders retrying;

  private final Rest rest = Rest.ofTest();
  private final OrderFixture fixture = OrderFixture.through(rest);
  private final Tables tables = Tables.of(Stack.current());

  @Test
  void anOrderThatAsksAgainIsNoSecondFact() {
    String order = UUID.randomUUID().toString();
    try (KafkaTap kafka = KafkaTap.on(Stack.current(), TOPICS);
        RabbitTap rabbit = RabbitTap.on(Stack.current()).bind("order.events", "order.*")) {
      tables.run(
          """
          INSERT INTO orders (id, user_id, status, amount, currency, items, retries, next_retry_at,
                              version, created_at, updated_at)
          VALUES ('%s', 'nobody', 'PENDING', 1, 'EUR',
                  '[{"sku":"none","quantity":1,"unitPrice":{"amount":1,"currency":"EUR"}}]', 0,
                  UTC_TIMESTAMP(6) - INTERVAL 1 HOUR, 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
          """
              .formatted(order));

      retrying.sweep().await().atMost(Duration.ofSeconds(60));

      rabbit.await(
          message -> message.subject().equals(order) && message.type().equals("order.created"));
      kafka.await(
          message -> message.key().equals(order) && message.type().equals("order.cancelled"));
      assertThat(typesAbout(order, kafka)).containsExactly("payment.failed", "order.cancelled");
    }
  }

  @Test
  void partnersThatAnswerAgainMakeNoSecondFact() {
    try (KafkaTap kafka = KafkaTap.on(Stack.current(), TOPICS);
        RabbitTap rabbit =
            RabbitTap.on(Stack.current())
                .bind("order.events", "order.created")
                .bind("payment.events", "payment.*")
                .bind("inventory.events", "inventory.*")) {
      String order = fixture.aConfirmedOrder().path("id").asText();
      for (String type : List.of("order.created", "inventory.reserve")) {
        askAgain(rabbit, order, type);
      }

      for (String answer : List.of("payment.completed", "inventory.reserved")) {
        rabbit.await(
            message ->
                message.subject().equals(order)
                    && message.type().equals(answer)
                    && countOf(answer, order, rabbit) == 2);
      }
      String after = fixture.aConfirmedOrder().path("id").asText();
      kafka.await(
          message -> message.key().equals(after) && message.type().equals("order.confirmed"));
      assertThat(typesAbout(order, kafka))
          .containsExactlyInAnyOrder(
              "order.created",
              "payment.completed",
              "order.paid",
              "inventory.reserve",
              "inventory.reserved",
              "order.confirmed");
    }
  }

  /** As the sweeper does: the same command under another id. */
  private static void askAgain(RabbitTap rabbit, String order, String type) {
    RabbitTap.Message first =
        rabbit.await(message -> message.subject().equals(order) && message.type().equals(type));
    AMQP.BasicProperties properties =
        first.delivery().getProperties().builder().messageId(UUID.randomUUID().toString()).build();
    rabbit.publish(
        first.delivery().getEnvelope().getExchange(), type, properties, first.delivery().getBody());
  }

  private static long countOf(String type, String order, RabbitTap rabbit) {
    return rabbit.about(order).stream().filter(message -> message.type().equals(type)).count();
  }

  private static List<String> typesAbout(String order, KafkaTap kafka) {
    return kafka.about(order).stream().map(KafkaTap.Message::type).toList();
  }
}
