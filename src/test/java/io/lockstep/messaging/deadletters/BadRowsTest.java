package io.lockstep.messaging.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Messages that nobody can publish, keep or put back, and the healthy ones behind them. */
@QuarkusTest
class BadRowsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Stack stack = Stack.current();
  private final Rest rest = Rest.ofTest();
  private final Tables tables = Tables.of(stack);
  private final String subject = "bad-rows-" + UUID.randomUUID();

  @Test
  void whatRabbitCannotTakeIsParkedAndTheNextOfItsSubjectFollows() {
    try (RabbitTap tap = RabbitTap.on(stack).unchecked().bind("events", "bad.#")) {
      String nowhere = aRow("'R', 0, 'no-such-exchange', NULL, 'bad.nowhere'", "'{}'");
      String longName = aRow("'R', 0, 'events', NULL, REPEAT('ü', 200)", "'{}'");
      String healthy = aRow("'R', 0, 'events', NULL, 'bad.not'", "'{}'");

      tap.await(message -> healthy.equals(message.id()));

      assertThat(letter(nowhere).path("reason").asText()).isEqualTo("unpublishable");
      assertThat(letter(nowhere).path("error").asText()).contains("no-such-exchange");
      assertThat(letter(nowhere).path("exchange").asText()).isEqualTo("no-such-exchange");
      assertThat(letter(longName).path("error").asText()).contains("255");
      awaitEmptyOutbox();
      remove(nowhere, longName);
    }
  }

  @Test
  void whatKafkaCannotTakeIsParkedAndTheNextOfItsSubjectFollows() {
    try (KafkaTap tap = KafkaTap.on(stack, "order-events").unchecked()) {
      String noTopic = aRow("'K', 0, NULL, 'no topic!', 'bad.topic'", "'{}'");
      String large = aRow("'K', 0, NULL, 'order-events', 'bad.large'", "REPEAT('x', 3000000)");
      String healthy = aRow("'K', 0, NULL, 'order-events', 'bad.not'", "'{}'");

      tap.await(message -> healthy.equals(message.id()));

      assertThat(letter(noTopic).path("reason").asText()).isEqualTo("unpublishable");
      assertThat(letter(large).path("reason").asText()).isEqualTo("unpublishable");
      awaitEmptyOutbox();
      remove(noTopic, large);
    }
  }

  @Test
  void aReplayTakesWhatWasNeverPublishedWhereItWasMeantToGo() {
    try (RabbitTap tap = RabbitTap.on(stack).unchecked().bind("events", "bad.#")) {
      String row = aRow("'R', 0, 'no-such-exchange', NULL, 'bad.mended'", "'{\"a\": 1}'");
      String id = letter(row).path("id").asText();
      tables.run("UPDATE dead_letters SET exchange = 'events' WHERE id = '" + id + "'");

      rest.post("/dead-letters/" + id + "/replay", null).expect(202);

      RabbitTap.Message heard = tap.await(message -> row.equals(message.id()));
      assertThat(heard.routingKey()).isEqualTo("bad.mended");
      assertThat(heard.body()).isEqualTo("{\"a\": 1}");
      rest.get("/dead-letters/" + id).expect(404);
    }
  }

  @Test
  void aLetterThatCannotBePutBackHoldsUpNoOther() {
    String queue = "bad-" + UUID.randomUUID();
    String bad = UUID.randomUUID().toString();
    String healthy = UUID.randomUUID().toString();
    kill(queue, bad, Map.of());
    kill(queue, healthy, Map.of());
    String badId = letter(queue, bad).path("id").asText();
    letter(queue, healthy);
    tables.run("UPDATE dead_letters SET broker = 'X' WHERE id = '" + badId + "'");

    JsonNode answer = rest.post("/dead-letters/replay?queue=" + queue, null).expect(202).json();

    assertThat(answer.path("replayed").asInt()).isOne();
    assertThat(letters(queue)).hasSize(1);
    rest.get("/dead-letters/" + badId).expect(200);
    rest.delete("/dead-letters/" + badId).expect(204);
  }

  @Test
  void aLetterWithATimeThatNoColumnCanHoldIsKept() {
    String queue = "bad-" + UUID.randomUUID();
    for (String time : List.of("+999999999-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "soon")) {
      String id = UUID.randomUUID().toString();
      kill(queue, id, Map.of("cloudEvents_time", time));
      assertThat(letter(queue, id).path("reason").asText()).isEqualTo("rejected");
    }
    letters(queue).forEach(this::delete);
  }

  /** By a trigger, which MySQL lets only some accounts create. */
  @Test
  void aLetterThatTheTableRefusesIsKeptInPartAndTheNextOneIsKept() {
    String queue = "bad-" + UUID.randomUUID();
    String refused = UUID.randomUUID().toString();
    String healthy = UUID.randomUUID().toString();
    Assumptions.assumeTrue(
        tables.allows(
            """
            CREATE TRIGGER refuse_a_letter BEFORE INSERT ON dead_letters FOR EACH ROW
            IF NEW.message_id = '%s' AND NEW.type <> '' THEN
              SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'planted';
            END IF
            """
                .formatted(refused)));
    try {
      kill(queue, refused, Map.of());
      kill(queue, healthy, Map.of());

      assertThat(letter(queue, healthy).path("reason").asText()).isEqualTo("rejected");
      assertThat(letter(queue, refused).path("reason").asText()).isEqualTo("unstorable");
    } finally {
      tables.run("DROP TRIGGER refuse_a_letter");
    }
    letters(queue).forEach(this::delete);
  }

  private void delete(JsonNode letter) {
    rest.delete("/dead-letters/" + letter.path("id").asText()).expect(204);
  }

  /** What a broker does with a message that a consumer of that queue has rejected. */
  private void kill(String queue, String id, Map<String, Object> more) {
    Map<String, Object> headers = new HashMap<>(more);
    headers.put("x-lockstep-queue", queue);
    headers.put("x-lockstep-reason", "rejected");
    headers.put("x-lockstep-dead-at", id);
    try (RabbitTap tap = RabbitTap.on(stack)) {
      tap.publish(
          "dlx",
          "bad",
          new AMQP.BasicProperties.Builder().messageId(id).type("bad").headers(headers).build(),
          ("{\"for\": \"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
      Awaitility.await("it is taken")
          .atMost(TIMEOUT)
          .until(() -> letters(queue).stream().anyMatch(each -> isOf(each, id)));
    }
  }

  /** The id of the message of an outbox row that was planted. */
  private String aRow(String destination, String data) {
    String id = UUID.randomUUID().toString();
    tables.run(
        """
        INSERT INTO outbox (waits_for, shard, exchange, topic, routing_key, message_id, type, subject,
                            data, occurred_at, created_at)
        VALUES (%s, '%s', 'bad.row', '%s', %s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
        """
            .formatted(destination, id, subject, data));
    return id;
  }

  private JsonNode letter(String messageId) {
    return letter("outbox", messageId);
  }

  private JsonNode letter(String queue, String messageId) {
    return Awaitility.await("the letter of " + messageId)
        .atMost(TIMEOUT)
        .until(
            () -> letters(queue).stream().filter(each -> isOf(each, messageId)).findFirst(),
            found -> found.isPresent())
        .orElseThrow();
  }

  private List<JsonNode> letters(String queue) {
    JsonNode page = rest.get("/dead-letters?limit=100&queue=" + queue).expect(200).json();
    return StreamSupport.stream(page.path("data").spliterator(), false).toList();
  }

  private static boolean isOf(JsonNode letter, String messageId) {
    return letter.path("messageId").asText().equals(messageId);
  }

  private void awaitEmptyOutbox() {
    Awaitility.await("the outbox is empty of them")
        .atMost(TIMEOUT)
        .until(
            () ->
                tables.number("SELECT COUNT(*) FROM outbox WHERE subject = '" + subject + "'")
                    == 0);
  }

  private void remove(String... messageIds) {
    for (String id : messageIds) {
      rest.delete("/dead-letters/" + letter(id).path("id").asText()).expect(204);
    }
  }
}
