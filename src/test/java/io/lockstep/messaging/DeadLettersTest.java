package io.lockstep.messaging;

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
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that nobody can apply, and what an operator does with them. */
@QuarkusTest
class DeadLettersTest {
  private static final String QUEUE = "payments.orders";

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order.created | this is not JSON           | not-json",
        "order.frobbed | {}                         | unknown-type",
        "order.created | {\"orderId\":\"no uuid\"}  | wrong-shape",
        "order.created | []                         | wrong-shape",
        "order.created | null                       | wrong-shape"
      })
  void aPoisonMessageEndsHereWithTheReasonAndStopsNoQueue(String type, String body, String reason) {
    String id = poison(type, body);

    JsonNode letter = awaitLetter(id);

    assertThat(letter.path("reason").asText()).isEqualTo(reason);
    assertThat(letter.path("type").asText()).isEqualTo(type);
    assertThat(letter.path("exchange").asText()).isEmpty();
    assertThat(letter.path("error").asText()).isNotBlank();
    assertThat(rest.get("/dead-letters/" + letter.path("id").asText()).expect(200).json())
        .isEqualTo(letter);
    given.aConfirmedOrder();
  }

  @Test
  void aReplayedLetterGoesBackToItsQueueAndDiesAgainIfNothingHasChanged() {
    String id = poison("order.frobbed", "{}");
    String letter = awaitLetter(id).path("id").asText();

    rest.post("/dead-letters/" + letter + "/replay", null).expect(202);

    assertThat(awaitLetterOtherThan(id, letter).path("reason").asText()).isEqualTo("unknown-type");
    rest.get("/dead-letters/" + letter).expect(404);
  }

  @Test
  void aDeletedLetterIsGone() {
    String letter = awaitLetter(poison("order.frobbed", "{}")).path("id").asText();
    rest.delete("/dead-letters/" + letter).expect(204);
    rest.get("/dead-letters/" + letter).expect(404);
    rest.delete("/dead-letters/" + letter).expect(404);
  }

  @Test
  void refusesWhatIsNoLetter() {
    rest.get("/dead-letters/xyz").expect(404);
    rest.delete("/dead-letters/xyz").expect(400);
    rest.post("/dead-letters/xyz/replay", null).expect(400);
    rest.post("/dead-letters/" + UUID.randomUUID() + "/replay", null).expect(404);
    rest.post("/dead-letters/replay", null).expect(400);
    assertThat(
            rest.post("/dead-letters/replay?queue=nothing-here", null)
                .expect(202)
                .json()
                .path("replayed")
                .asInt(-1))
        .isZero();
  }

  private static String poison(String type, String body) {
    String id = UUID.randomUUID().toString();
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .messageId(id)
            .type(type)
            .contentType("application/json")
            .build();
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      tap.publish("", QUEUE, properties, body.getBytes(StandardCharsets.UTF_8));
    }
    return id;
  }

  private JsonNode awaitLetter(String messageId) {
    return awaitLetterOtherThan(messageId, "");
  }

  private JsonNode awaitLetterOtherThan(String messageId, String known) {
    return Awaitility.await("the dead letter of " + messageId)
        .atMost(Duration.ofSeconds(30))
        .until(() -> find(messageId, known), found -> found != null);
  }

  private JsonNode find(String messageId, String known) {
    String after = "";
    while (true) {
      JsonNode page = rest.get("/dead-letters?limit=100&queue=" + QUEUE + after).expect(200).json();
      JsonNode found =
          StreamSupport.stream(page.path("data").spliterator(), false)
              .filter(letter -> letter.path("messageId").asText().equals(messageId))
              .filter(letter -> !letter.path("id").asText().equals(known))
              .findFirst()
              .orElse(null);
      if (found != null || !page.path("hasMore").asBoolean()) {
        return found;
      }
      after = "&after=" + page.path("next").asText();
    }
  }
}
