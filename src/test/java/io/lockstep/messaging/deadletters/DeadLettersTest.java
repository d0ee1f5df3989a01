package io.lockstep.messaging.deadletters;

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

  @Test
  void laterMessagesOfASubjectWaitBehindAParkedOneAndGoBackInOrder() {
    WorkflowQueue queue = new WorkflowQueue();
    String id = queue.aWorkflowOf("a", "b", "c");
    // a step that there is not: it is tried five times and parked
    String parked = queue.step(id, "z");
    queue.step(id, "a");
    queue.step(id, "b");

    JsonNode letter = awaitWaiting(parked, 2);
    assertThat(letter.path("queue").asText()).isEqualTo("workflow.changes");
    assertThat(queue.currentStep(id)).isZero();

    // replayed it dies again, in its place, and they go on waiting
    rest.post("/dead-letters/" + letter.path("id").asText() + "/replay", null).expect(202);
    JsonNode again =
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> find("workflow.changes", parked, letter.path("id").asText()),
                found -> found != null);
    queue.step(id, "c");
    assertThat(awaitWaiting(parked, 3).path("id")).isEqualTo(again.path("id"));
    assertThat(queue.currentStep(id)).isZero();

    // out of the way, it lets them pass, one after the other
    rest.delete("/dead-letters/" + again.path("id").asText()).expect(204);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> queue.currentStep(id) == 3);
    assertThat(find("workflow.changes", parked, "")).isNull();
  }

  @Test
  void aReplayedLetterThatIsAppliedLetsThoseBehindItFollow() {
    WorkflowQueue queue = new WorkflowQueue();
    String id = UUID.randomUUID().toString();
    String type = "late-" + id;
    // the type is not defined yet, so the start cannot be applied
    String parked = queue.start(id, type);
    queue.step(id, "a");
    queue.step(id, "b");
    JsonNode letter = awaitWaiting(parked, 2);
    queue.define(type, "a", "b");

    rest.post("/dead-letters/" + letter.path("id").asText() + "/replay", null).expect(202);

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rest.get("/workflows/" + id).status() == 200 && queue.currentStep(id) == 2);
  }

  @Test
  void lettersOfASubjectThatAreReplayedTogetherKeepTheirOrder() {
    WorkflowQueue queue = new WorkflowQueue();
    String id = UUID.randomUUID().toString();
    String type = "late-" + id;
    String first = queue.start(id, type); // not defined yet
    awaitWaiting(first, 0);
    String second = queue.publish(id, "nonsense", "step", "{}"); // no type of ours
    queue.step(id, "a");
    awaitWaiting(second, 1);
    queue.define(type, "a");

    rest.post("/dead-letters/replay?queue=workflow.changes", null).expect(202);

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rest.get("/workflows/" + id).status() == 200);
    JsonNode again = awaitWaiting(second, 1);
    assertThat(queue.currentStep(id)).isZero();
    rest.delete("/dead-letters/" + again.path("id").asText()).expect(204);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> queue.currentStep(id) == 1);
  }

  private JsonNode awaitWaiting(String messageId, int count) {
    return Awaitility.await("%d wait behind %s".formatted(count, messageId))
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> find("workflow.changes", messageId, ""),
            found -> found != null && found.path("waiting").asInt() == count);
  }

  /** Messages of workflows, published with their subject, as the service does itself. */
  private final class WorkflowQueue {
    String aWorkflowOf(String... steps) {
      String type = "type-" + UUID.randomUUID();
      define(type, steps);
      String id =
          rest.post("/workflows", Map.of("type", type)).expect(201).json().path("id").asText();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !rest.get("/workflows/" + id).json().path("history").isEmpty());
      return id;
    }

    void define(String type, String... steps) {
      rest.put("/workflow-types/" + type, Map.of("steps", List.of(steps))).expect(201);
    }

    String start(String id, String type) {
      return publish(
          id, "start", "{\"workflowId\":\"%s\",\"workflowType\":\"%s\"}".formatted(id, type));
    }

    String step(String id, String step) {
      return publish(id, "step", "{\"workflowId\":\"%s\",\"step\":\"%s\"}".formatted(id, step));
    }

    int currentStep(String id) {
      return rest.get("/workflows/" + id).expect(200).json().path("currentStep").asInt();
    }

    private String publish(String subject, String key, String body) {
      return publish(subject, key, key, body);
    }

    String publish(String subject, String type, String key, String body) {
      String messageId = UUID.randomUUID().toString();
      AMQP.BasicProperties properties =
          new AMQP.BasicProperties.Builder()
              .messageId(messageId)
              .type(type)
              .headers(Map.of("cloudEvents_subject", subject))
              .build();
      try (RabbitTap tap = RabbitTap.on(Stack.current())) {
        tap.publish("workflows", key, properties, body.getBytes(StandardCharsets.UTF_8));
      }
      return messageId;
    }
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
        .until(() -> find(QUEUE, messageId, known), found -> found != null);
  }

  private JsonNode find(String queue, String messageId, String known) {
    String after = "";
    while (true) {
      JsonNode page = rest.get("/dead-letters?limit=100&queue=" + queue + after).expect(200).json();
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
