package io.lockstep.messaging.deadletters.handling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An operator gives a dead letter the body that it should have had, and replays it. */
@QuarkusTest
class MendingDeadLetterTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String WORKFLOWS = "workflow.changes";

  private final Rest rest = Rest.ofTest();

  @Test
  void aMendedLetterIsAppliedWhenItIsReplayed() {
    String workflow = UUID.randomUUID().toString();
    String type = "mended-" + workflow;
    rest.put("/workflow-types/" + type, Map.of("steps", List.of("a"))).expect(201);
    String letter = "/dead-letters/" + aBrokenStart(workflow);

    JsonNode mended =
        rest.patch(letter, Map.of("payload", Map.of("workflowId", workflow, "workflowType", type)))
            .expect(200)
            .json();

    assertThat(mended.at("/payload/workflowType").asText()).isEqualTo(type);
    assertThat(mended.at("/original/payload").toString()).isEqualTo("{\"workflowId\":7}");
    assertThat(mended.path("mendedAt").asText()).isNotBlank();
    rest.post(letter + "/replay", null).expect(202);
    Awaitility.await("the workflow is there")
        .atMost(TIMEOUT)
        .until(() -> rest.get("/workflows/" + workflow).status() == 200);
    rest.get(letter).expect(404);
    rest.patch(letter, Map.of("payload", Map.of())).expect(404);
  }

  @Test
  void theMessageHasItsIdAndItsHeadersStillAndTheNewBody() {
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      JsonNode letter =
          new Letters(rest, tap.queue())
              .dead("a.b", "failed", "{}", Map.of("tenant", "north", "level", 3));
      assertThat(letter.path("headers").toString()).contains("\"tenant\":\"north\"", "\"level\":3");

      String path = "/dead-letters/" + letter.path("id").asText();
      rest.patch(path, Map.of("payload", "{\"n\": 1.10}")).expect(200);
      rest.post(path + "/replay", null).expect(202);

      RabbitTap.Message back = tap.await(message -> true);
      assertThat(back.body()).isEqualTo("{\"n\": 1.10}");
      assertThat(back.id()).isEqualTo(letter.path("messageId").asText());
      assertThat(back.header("tenant")).isEqualTo("north");
      assertThat(back.delivery().getProperties().getHeaders()).containsEntry("level", 3);
      assertThat(back.header("x-lockstep-reason")).isNull();
    }
  }

  @Test
  void newHeadersStandInPlaceOfTheOldOnes() {
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      JsonNode letter =
          new Letters(rest, tap.queue()).dead("a.b", "failed", "{}", Map.of("tenant", "north"));
      String path = "/dead-letters/" + letter.path("id").asText();

      JsonNode mended =
          rest.patch(path, Map.of("payload", Map.of(), "headers", Map.of("region", "south")))
              .expect(200)
              .json();
      rest.post(path + "/replay", null).expect(202);

      assertThat(mended.path("headers").toString()).isEqualTo("{\"region\":\"south\"}");
      assertThat(mended.at("/original/headers").toString()).isEqualTo("{\"tenant\":\"north\"}");
      RabbitTap.Message back = tap.await(message -> true);
      assertThat(back.header("region")).isEqualTo("south");
      assertThat(back.header("tenant")).isNull();
    }
  }

  @Test
  void whatItWasAtFirstIsKeptHoweverOftenItIsMendedAndItsVersionGrows() {
    String path = aLetter("a.b", "{\"first\":true}");
    Rest.Answer found = rest.get(path).expect(200);
    assertThat(found.header("ETag")).isEqualTo("\"1\"");
    assertThat(found.json().has("original")).isFalse();

    Rest.Answer second = rest.patch(path, body("2"), "If-Match", "\"1\"").expect(200);
    assertThat(second.header("ETag")).isEqualTo("\"2\"");
    rest.patch(path, body("3"), "If-Match", "\"1\"").expect(412);
    rest.delete(path, "If-Match", "\"1\"").expect(412);
    rest.post(path + "/replay", null, "If-Match", "\"1\"").expect(412);
    JsonNode third = rest.patch(path, body("3")).expect(200).json();

    assertThat(third.path("payload").asInt()).isEqualTo(3);
    assertThat(third.path("version").asInt()).isEqualTo(3);
    assertThat(third.at("/original/payload").toString()).isEqualTo("{\"first\":true}");
    assertThat(rest.get(path).expect(200).json()).isEqualTo(third);
    rest.delete(path, "If-Match", "\"3\"").expect(204);
  }

  @Test
  void whatIsJsonStaysJson() {
    String json = aLetter("a.b", "{}");
    rest.patch(json, body("no JSON")).expect(400);
    rest.patch(json, Map.of("payload", "AA==", "payloadFormat", "base64")).expect(400);
    rest.patch(json, Map.of("payload", "a text", "payloadFormat", "json")).expect(200);

    String ours = aLetter("order.created", "no JSON at all");
    rest.patch(ours, body("nor this")).expect(400);
    assertThat(rest.get(ours).json().path("version").asInt()).isOne();
    assertThat(rest.patch(ours, body("{}")).expect(200).json().path("payloadFormat").asText())
        .isEqualTo("json");
  }

  @Test
  void whatIsNoJsonMayBeAnything() {
    String path = aLetter("a.b", "no JSON");
    assertThat(rest.patch(path, body("nor this")).expect(200).json().path("payloadFormat").asText())
        .isEqualTo("text");
    String bytes = Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, 0, 1});
    JsonNode mended =
        rest.patch(path, Map.of("payload", bytes, "payloadFormat", "base64")).expect(200).json();
    assertThat(mended.path("payloadFormat").asText()).isEqualTo("base64");
    assertThat(mended.path("payload").asText()).isEqualTo(bytes);
  }

  @Test
  void refusesWhatIsNoMending() {
    String path = aLetter("a.b", "{}");
    rest.patch(path, Map.of()).expect(400);
    rest.patch(path, Map.of("payload", 1, "more", 1)).expect(400);
    rest.patch(path, Map.of("payload", 1, "payloadFormat", "xml")).expect(400);
    rest.patch(path, Map.of("payload", 1, "payloadFormat", "text")).expect(400);
    rest.patch(path, Map.of("payload", "?", "payloadFormat", "base64")).expect(400);
    for (Object headers :
        List.of(
            Map.of("a b", "c"),
            Map.of("cloudEvents_id", "c"),
            Map.of("x-death", "c"),
            Map.of("a", List.of(1)),
            Map.of("a", "b".repeat(9000)))) {
      rest.patch(path, Map.of("payload", 1, "headers", headers)).expect(400);
    }
    rest.patch(path, body("x".repeat(300_000))).expect(413);
    rest.patch("/dead-letters/xyz", body("1")).expect(400);
    rest.patch("/dead-letters/" + UUID.randomUUID(), body("1")).expect(404);
    assertThat(rest.get(path).json().path("version").asInt()).isOne();
  }

  @Test
  void waitsForAReplayThatIsUnderWay() {
    String path = aLetter("a.b", "{}");
    String id = path.substring(path.lastIndexOf('/') + 1);
    Tables tables = Tables.of(Stack.current());
    tables.run("UPDATE dead_letters SET state = 'R' WHERE id = '" + id + "'");
    assertThat(rest.patch(path, body("1")).expect(409).json().path("type").asText())
        .isEqualTo("/problems/dead-letter-replaying");
    tables.run("DELETE FROM dead_letters WHERE id = '" + id + "'");
  }

  private String aLetter(String type, String body) {
    return "/dead-letters/"
        + new Letters(rest, "mended-" + UUID.randomUUID())
            .dead(type, "failed", body, Map.of())
            .path("id")
            .asText();
  }

  private static Map<String, Object> body(Object payload) {
    return Map.of("payload", payload);
  }

  /** The id of a dead letter whose message nobody can apply. */
  private String aBrokenStart(String subject) {
    String messageId = UUID.randomUUID().toString();
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .messageId(messageId)
            .type("start")
            .headers(Map.of("cloudEvents_subject", subject))
            .build();
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      tap.publish("", WORKFLOWS, properties, "{\"workflowId\":7}".getBytes(StandardCharsets.UTF_8));
    }
    return Awaitility.await("the letter " + messageId)
        .atMost(TIMEOUT)
        .until(() -> find(messageId), found -> found != null);
  }

  private String find(String messageId) {
    for (JsonNode letter :
        rest.get("/dead-letters?limit=100&type=start&reason=wrong-shape&queue=" + WORKFLOWS)
            .expect(200)
            .json()
            .path("data")) {
      if (letter.path("messageId").asText().equals(messageId)) {
        return letter.path("id").asText();
      }
    }
    return null;
  }
}
