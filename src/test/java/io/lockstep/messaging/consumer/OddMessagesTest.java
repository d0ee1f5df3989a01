package io.lockstep.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import io.lockstep.messaging.schemas.MessageContract;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Anyone may publish anything: odd text, numbers and ids. What cannot be read is dead at once and
 * shown as it was, and ids that differ are different.
 */
@QuarkusTest
class OddMessagesTest {
  private static final String QUEUE = "payments.orders";
  private static final String WORKFLOWS = "workflow.changes";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"userId\":\"\\ud800\"}",
        "{\"\\udc00\":1}",
        "{\"userId\":\"a\\u0000\"}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1.10,\"b\":123456789012345678901234567890,\"c\":1e400} ",
        "",
        "[[[",
      })
  void isDeadAtOnceAndShownToTheLastCharacter(String body) {
    assertShownAsItWas(body);
  }

  @Test
  void showsALargeAndADeepBodyAsTheyWere() {
    assertShownAsItWas("{\"a\":\"" + "x".repeat(300 * 1024) + "\"}");
    assertShownAsItWas("[".repeat(900) + "]".repeat(900));
    assertShownAsItWas("[".repeat(5000) + "]".repeat(5000));
  }

  private void assertShownAsItWas(String body) {
    String id = publish(QUEUE, "order.created", "", body.getBytes(StandardCharsets.UTF_8));

    JsonNode letter = awaitLetter(QUEUE, id);

    assertThat(letter.path("attempts").asInt()).isEqualTo(1);
    String shown = rest.get("/dead-letters/" + letter.path("id").asText()).expect(200).text();
    if (letter.path("payloadFormat").asText().equals("json")) {
      assertThat(shown).contains("\"payload\":" + body + "}");
    } else {
      assertThat(letter.path("payload").textValue()).isEqualTo(body);
    }
  }

  @Test
  void showsBytesThatAreNoTextInBase64AndPutsTheSameBytesBack() throws IOException {
    byte[] body = HexFormat.of().parseHex("7b2261223a22eda080ffc080227d");
    String id = publish(QUEUE, "order.created", "", body);
    JsonNode letter = awaitLetter(QUEUE, id);
    assertThat(letter.path("payloadFormat").asText()).isEqualTo("base64");
    assertThat(letter.path("payload").binaryValue()).isEqualTo(body);

    rest.post("/dead-letters/" + letter.path("id").asText() + "/replay", null).expect(202);

    JsonNode again =
        awaitLetter(QUEUE, found -> isOf(found, id) && !found.path("id").equals(letter.path("id")));
    assertThat(again.path("payload").binaryValue()).isEqualTo(body);
  }

  /** Each is a step of one workflow; under ids that the database would take for one another. */
  @Test
  void appliesMessagesWhoseIdsDifferOnlyInCaseOrSpacesOrLength() {
    String base = UUID.randomUUID().toString();
    List<String> ids =
        List.of(
            base + "-x",
            base + "-X",
            base + "-x ",
            base + "-x  ",
            base + "-\u00e9",
            base + "-e\u0301",
            base + "-e");
    String[] steps = IntStream.range(0, ids.size()).mapToObj(n -> "s" + n).toArray(String[]::new);
    String workflow = aWorkflowOf(steps);
    for (int round = 0; round < 2; round++) { // the second time all of them are known
      for (int i = 0; i < ids.size(); i++) {
        publishAs(
            ids.get(i),
            "workflows",
            "step",
            workflow,
            "{\"workflowId\":\"%s\",\"step\":\"s%d\"}".formatted(workflow, i));
      }
      awaitStep(workflow, ids.size());
    }
    assertThat(rest.get("/workflows/" + workflow).json().path("history")).hasSize(8);
  }

  /** They do not overtake it, though the database would not find it by such a subject. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", " with spaces ", "\u00fc\ud83d\ude00", "long"})
  void waitsBehindALetterOfTheSameSubjectWhateverItIs(String kind) {
    String end = kind.equals("long") ? "x".repeat(5000) : kind;
    String subject = UUID.randomUUID() + end;
    String other = subject + " ";
    String workflow = aWorkflowOf("a", "b");
    String first = publish(WORKFLOWS, "nonsense", subject, bytes("{}"));
    awaitLetter(WORKFLOWS, first);
    publish(WORKFLOWS, "step", other, step(workflow, "a"));
    awaitStep(workflow, 1); // it is another subject, and waits for nothing

    publish(WORKFLOWS, "step", subject, step(workflow, "b"));

    JsonNode letter =
        awaitLetter(WORKFLOWS, found -> isOf(found, first) && found.path("waiting").asInt() == 1);
    assertThat(rest.get("/workflows/" + workflow).json().path("currentStep").asInt()).isOne();
    rest.delete("/dead-letters/" + letter.path("id").asText()).expect(204);
    awaitStep(workflow, 2);
  }

  @Test
  void appliesRecordsWhoseIdsDifferAfter255Characters() {
    String user = given.aUserWithoutMoney();
    String id = "i".repeat(255) + UUID.randomUUID();
    try (KafkaProducer<String, byte[]> kafka = kafka()) {
      say(kafka, user, id + "1", event(user, "USER_DELETED"));
      awaitStatus(user, "CLOSED");
      say(kafka, user, id + "2", event(user, "USER_CREATED"));
      awaitStatus(user, "OPEN");
      say(kafka, user, id + "1", event(user, "USER_DELETED")); // known already
      say(kafka, user, id + "3", "{\"eventType\":\"USER_\\ud800\"}");
      JsonNode letter =
          awaitLetter("user-events", found -> found.path("messageId").asText().equals(id + "3"));
      assertThat(letter.path("reason").asText()).isEqualTo("not-json");
      assertThat(letter.path("payload").asText()).isEqualTo("{\"eventType\":\"USER_\\ud800\"}");
      assertThat(rest.get("/accounts/" + user).json().path("status").asText()).isEqualTo("OPEN");
      rest.delete("/dead-letters/" + letter.path("id").asText()).expect(204);
    }
  }

  /** Headers of a stranger's dead letter, of any length; it is kept and shown all the same. */
  @Test
  void keepsWhatStrangersDeadLetter() {
    String id = UUID.randomUUID().toString();
    String queue = "q" + UUID.randomUUID();
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      tap.publish(
          "dlx",
          "some.key",
          new AMQP.BasicProperties.Builder()
              .messageId(id)
              .headers(
                  Map.of(
                      "x-lockstep-queue", queue + "\ud83d\ude00".repeat(300),
                      "x-lockstep-exchange", "e".repeat(1000),
                      "x-lockstep-reason", "r".repeat(1000),
                      "x-lockstep-error", "\ud83d\ude00".repeat(5_000),
                      "x-lockstep-attempts", "99999999999",
                      "cloudEvents_type", "t".repeat(1000),
                      "cloudEvents_subject", "s".repeat(50_000),
                      "cloudEvents_time", "+999999999-12-31T23:59:59Z",
                      "traceparent", "\u00e9"))
              .build(),
          bytes("[1.10]"));
    }
    JsonNode letter = awaitLetter(null, found -> isOf(found, id));
    assertThat(letter.path("queue").asText()).startsWith(queue + "\ud83d\ude00");
    assertThat(letter.path("type").asText()).isEqualTo("t".repeat(1000));
    rest.post("/dead-letters/" + letter.path("id").asText() + "/replay", null).expect(202);
    given.aConfirmedOrder(); // what cannot go back to a queue that is not there stops nothing
  }

  /** The service's own defect, and not a stranger's: an operator is told. */
  @Test
  void isDegradedWhileAMessageOfItsOwnIsParkedThatItCannotRead() {
    assertThat(ownMessages().path("data").has("state")).isFalse();
    String user = "u-" + UUID.randomUUID();
    try (KafkaProducer<String, byte[]> kafka = kafka()) {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>("user-events", user, bytes("{\"userId\":\"" + user + "\"}"));
      record.headers().add("ce_id", bytes(user));
      record.headers().add("ce_source", bytes("/lockstep"));
      record.headers().add(MessageContract.FROM_A_TEST, bytes("true"));
      send(kafka, record);
    }
    JsonNode letter =
        awaitLetter("user-events", found -> found.path("messageId").asText().equals(user));

    JsonNode check = ownMessages();
    assertThat(check.path("status").asText()).isEqualTo("UP");
    assertThat(check.at("/data/state").asText()).isEqualTo("degraded");
    assertThat(check.at("/data/error").asText()).contains("/dead-letters");

    rest.delete("/dead-letters/" + letter.path("id").asText()).expect(204);
    assertThat(ownMessages().path("data").has("state")).isFalse();
  }

  private JsonNode ownMessages() {
    JsonNode checks = rest.get("/q/health/ready").json().path("checks");
    return StreamSupport.stream(checks.spliterator(), false)
        .filter(check -> check.path("name").asText().equals("own-messages"))
        .findFirst()
        .orElseThrow();
  }

  // ---------------------------------------------------------------------------------------------

  private String aWorkflowOf(String... steps) {
    String type = "type-" + UUID.randomUUID();
    rest.put("/workflow-types/" + type, Map.of("steps", List.of(steps))).expect(201);
    String id =
        rest.post("/workflows", Map.of("type", type)).expect(201).json().path("id").asText();
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> !rest.get("/workflows/" + id).json().path("history").isEmpty());
    return id;
  }

  private void awaitStep(String workflow, int count) {
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(
            () -> rest.get("/workflows/" + workflow).json().path("currentStep").asInt() == count);
  }

  private static byte[] step(String workflow, String step) {
    return bytes("{\"workflowId\":\"%s\",\"step\":\"%s\"}".formatted(workflow, step));
  }

  private static String publish(String queue, String type, String subject, byte[] body) {
    String id = UUID.randomUUID().toString();
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      tap.publish("", queue, properties(id, type, subject), body);
    }
    return id;
  }

  private static void publishAs(
      String id, String exchange, String key, String subject, String body) {
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      tap.publish(exchange, key, properties(id, key, subject), bytes(body));
    }
  }

  private static AMQP.BasicProperties properties(String id, String type, String subject) {
    return new AMQP.BasicProperties.Builder()
        .messageId(id)
        .type(type)
        .headers(Map.of("cloudEvents_subject", subject))
        .build();
  }

  private static KafkaProducer<String, byte[]> kafka() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", Stack.current().setting("KAFKA_BOOTSTRAP_SERVERS")),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static void say(KafkaProducer<String, byte[]> kafka, String key, String id, String body) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>("user-events", key, bytes(body));
    record.headers().add("ce_id", bytes(id));
    send(kafka, record);
  }

  private static void send(
      KafkaProducer<String, byte[]> kafka, ProducerRecord<String, byte[]> record) {
    assertThat(kafka.send(record)).succeedsWithin(TIMEOUT);
  }

  private static String event(String user, String type) {
    return """
        {"eventType":"%s","userId":"%s","data":{"name":"n","email":"e@example.org"},
         "timestamp":"2026-01-01T00:00:00Z"}"""
        .formatted(type, user);
  }

  private void awaitStatus(String user, String status) {
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> rest.get("/accounts/" + user).json().path("status").asText().equals(status));
  }

  private JsonNode awaitLetter(String queue, String messageId) {
    return awaitLetter(queue, found -> isOf(found, messageId));
  }

  private static boolean isOf(JsonNode letter, String messageId) {
    return letter.path("messageId").asText().equals(messageId);
  }

  private JsonNode awaitLetter(String queue, Predicate<JsonNode> fits) {
    return Awaitility.await("a dead letter")
        .atMost(TIMEOUT)
        .until(() -> find(queue, fits), found -> found != null);
  }

  /** Reads the whole list, which must be readable whatever lies in it. */
  private JsonNode find(String queue, Predicate<JsonNode> fits) {
    String after = "";
    while (true) {
      JsonNode page =
          rest.get("/dead-letters?limit=100" + (queue == null ? "" : "&queue=" + queue) + after)
              .expect(200)
              .json();
      List<JsonNode> found =
          StreamSupport.stream(page.path("data").spliterator(), false)
              .filter(fits)
              .collect(Collectors.toList());
      if (!found.isEmpty() || !page.path("hasMore").asBoolean()) {
        return found.isEmpty() ? null : found.get(0);
      }
      after = "&after=" + page.path("next").asText();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
