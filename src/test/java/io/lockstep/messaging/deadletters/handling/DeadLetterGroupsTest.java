package io.lockstep.messaging.deadletters.handling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Dead letters by their mistake, and what becomes of them when somebody acts. */
@QuarkusTest
class DeadLetterGroupsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String QUEUE = "payments.orders";
  private static final String REASON = "Lockstep-Reason";

  private final Rest rest = Rest.ofTest();
  private final String type = "test." + UUID.randomUUID();
  @Inject OutcomeCleanup cleanup;

  @Test
  void lettersOfOneMistakeAreOneGroupWithItsOldestAndNewest() {
    Letters letters = new Letters(rest, "grouped-" + UUID.randomUUID());
    JsonNode first = letters.dead(type, "failed", "{}", Map.of("x-lockstep-error", "no order 17"));
    JsonNode other = letters.dead(type, "failed", "{}", Map.of("x-lockstep-error", "no user 17"));
    JsonNode last = letters.dead(type, "failed", "{}", Map.of("x-lockstep-error", "no order 42"));

    JsonNode groups = rest.get("/dead-letters/groups").expect(200).json();
    JsonNode group = group(groups, first.path("group").asText());

    assertThat(group.path("queue")).isEqualTo(first.path("queue"));
    assertThat(group.path("reason").asText()).isEqualTo("failed");
    assertThat(group.path("type").asText()).isEqualTo(type);
    assertThat(group.path("error").asText()).isEqualTo("no order #");
    assertThat(group.path("count").asInt()).isEqualTo(2);
    assertThat(group.path("oldest")).isEqualTo(first.path("deadAt"));
    assertThat(group.path("newest")).isEqualTo(last.path("deadAt"));
    assertThat(group.path("example")).isEqualTo(last.path("id"));
    assertThat(group(groups, other.path("group").asText()).path("count").asInt()).isEqualTo(1);
    assertThat(groups.path("groups").asLong()).isGreaterThanOrEqualTo(2);
    assertThat(groups.path("letters").asLong()).isGreaterThanOrEqualTo(3);
    assertThat(letters.list("&group=" + group.path("id").asText()))
        .extracting(letter -> letter.path("id"))
        .containsExactly(first.path("id"), last.path("id"));
  }

  @Test
  void aGroupIsReplayedAndWhatBecameOfItsLettersIsSeen() {
    List<String> messages = List.of(poison(), poison(), poison());
    List<JsonNode> dead =
        Awaitility.await().atMost(TIMEOUT).until(this::dead, all -> all.size() == 3);
    String group = dead.get(0).path("group").asText();

    String key = UUID.randomUUID().toString();
    JsonNode answer = replay(group, key).expect(202).json();

    assertThat(answer.path("replayed").asInt()).isEqualTo(3);
    assertThat(answer.path("left").asInt(-1)).isZero();
    assertThat(replay(group, key).expect(202).header("Idempotent-Replayed")).isEqualTo("true");
    List<JsonNode> outcomes =
        Awaitility.await("they have died again")
            .atMost(TIMEOUT)
            .until(
                () -> outcomes("group=" + group),
                all -> all.stream().allMatch(each -> is(each, "parked-again")));
    assertThat(outcomes)
        .extracting(each -> each.path("messageId").asText())
        .containsExactlyInAnyOrderElementsOf(messages);
    assertThat(outcomes).extracting(each -> each.path("reason").asText()).containsOnly("a try");
    assertThat(outcomes)
        .extracting(each -> each.path("nextId"))
        .containsExactlyInAnyOrderElementsOf(dead().stream().map(each -> each.path("id")).toList());
    JsonNode log = rest.get("/audit-log?target=" + group).expect(200).json().at("/data/0");
    assertThat(log.path("action").asText()).isEqualTo("replayDeadLetterGroup");
    assertThat(log.path("reason").asText()).isEqualTo("a try");
  }

  @Test
  void theOutcomesOfALetterAreThoseOfItsMessageWhicheverLetterIsNamed() {
    poison();
    JsonNode first =
        Awaitility.await().atMost(TIMEOUT).until(this::dead, all -> all.size() == 1).get(0);
    String id = first.path("id").asText();
    rest.post("/dead-letters/" + id + "/replay", null).expect(202);
    String next =
        Awaitility.await("it has died again")
            .atMost(TIMEOUT)
            .until(
                () -> outcomes("letter=" + id).get(0).path("nextId").asText(""),
                found -> !found.isEmpty() && !found.equals("null"));

    rest.delete("/dead-letters/" + next).expect(204);

    List<JsonNode> outcomes = outcomes("letter=" + id);
    assertThat(outcomes)
        .extracting(each -> each.path("status").asText())
        .containsExactly("deleted", "parked-again");
    assertThat(outcomes)
        .extracting(each -> each.path("letterId").asText())
        .containsExactly(next, id);
    assertThat(outcomes("letter=" + next)).isEqualTo(outcomes);
    assertThat(outcomes("letter=" + id + "&group=" + first.path("group").asText()))
        .isEqualTo(outcomes);
  }

  @Test
  void aLetterThatIsAppliedIsHandled() {
    String workflow = UUID.randomUUID().toString();
    String late = "late-" + workflow;
    publish("workflows", "start", workflow, start(workflow, late));
    String id =
        Awaitility.await("the start of a type that there is not is dead")
            .atMost(TIMEOUT)
            .until(() -> letterOf("workflow.changes", workflow), found -> found != null);
    rest.put("/workflow-types/" + late, Map.of("steps", List.of("a"))).expect(201);

    rest.post("/dead-letters/" + id + "/replay", null).expect(202);

    Awaitility.await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(outcomes("letter=" + id))
                    .singleElement()
                    .satisfies(
                        found -> {
                          assertThat(is(found, "handled")).isTrue();
                          assertThat(found.path("settledAt").isNull()).isFalse();
                        }));
  }

  @Test
  void refusesWhatNamesNoGroupAndAnswersZeroForOneThatIsEmpty() {
    rest.get("/dead-letters/outcomes?group=17").expect(400);
    rest.get("/dead-letters/outcomes?letter=17").expect(400);
    replay("17", UUID.randomUUID().toString()).expect(400);
    JsonNode none = replay("0".repeat(32), UUID.randomUUID().toString()).expect(202).json();
    assertThat(none.path("replayed").asInt(-1)).isZero();
    assertThat(none.path("left").asInt(-1)).isZero();
  }

  @Test
  void keepsWhatIsNotOldEnoughToBeForgotten() {
    Letters letters = new Letters(rest, "kept-" + UUID.randomUUID());
    String id = letters.dead(type, "failed", "{}", Map.of()).path("id").asText();
    rest.delete("/dead-letters/" + id).expect(204);
    assertThat(cleanup.forgetSome().await().atMost(TIMEOUT)).isNotNull();
    assertThat(outcomes("letter=" + id)).hasSize(1);
  }

  private Rest.Answer replay(String group, String key) {
    return rest.call(
        "POST",
        "/dead-letters/groups/" + group + "/replay",
        null,
        "Idempotency-Key",
        key,
        REASON,
        "a try");
  }

  private List<JsonNode> dead() {
    return all("/dead-letters?limit=100&type=" + type);
  }

  private List<JsonNode> outcomes(String query) {
    return all("/dead-letters/outcomes?limit=100&" + query);
  }

  private List<JsonNode> all(String path) {
    return StreamSupport.stream(rest.get(path).expect(200).json().path("data").spliterator(), false)
        .toList();
  }

  private static JsonNode group(JsonNode groups, String id) {
    return StreamSupport.stream(groups.path("data").spliterator(), false)
        .filter(each -> each.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static boolean is(JsonNode outcome, String status) {
    return outcome.path("status").asText().equals(status);
  }

  private String letterOf(String queue, String words) {
    return all("/dead-letters?limit=100&type=start&queue=" + queue).stream()
        .filter(each -> each.path("payload").toString().contains(words))
        .map(each -> each.path("id").asText())
        .findFirst()
        .orElse(null);
  }

  private static String start(String id, String type) {
    return "{\"workflowId\":\"%s\",\"workflowType\":\"%s\"}".formatted(id, type);
  }

  private String poison() {
    return publish("", QUEUE, null, "{}");
  }

  private String publish(String exchange, String key, String subject, String body) {
    String messageId = UUID.randomUUID().toString();
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .messageId(messageId)
            .type(subject == null ? type : key)
            .headers(subject == null ? Map.of() : Map.of("cloudEvents_subject", subject))
            .build();
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      tap.publish(exchange, key, properties, body.getBytes(StandardCharsets.UTF_8));
    }
    return messageId;
  }
}
