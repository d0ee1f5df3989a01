package io.lockstep.workflow;

import static io.lockstep.workflow.WorkflowFixture.history;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import io.lockstep.testing.AmqpClient;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long-running processes, driven over REST and by workers on RabbitMQ. */
@QuarkusTest
class WorkflowsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final AMQP.BasicProperties NONE = new AMQP.BasicProperties();

  private final Rest rest = Rest.ofTest();
  private final WorkflowFixture given = new WorkflowFixture(rest);

  @Test
  void runsThroughItsStepsInOrderAndKeepsItsHistory() {
    String type = given.aTypeOf("pick", "pack", "ship");
    Rest.Answer started =
        rest.post("/workflows", Map.of("type", type, "data", Map.of("n", 1))).expect(201);
    String id = started.json().path("id").asText();
    assertThat(started.header("Location")).isEqualTo("/workflows/" + id);
    assertThat(started.json().path("status").asText()).isEqualTo("RUNNING");
    assertThat(started.json().path("currentStep").asInt(-1)).isZero();
    assertThat(started.json().path("steps").toString()).isEqualTo("[\"pick\",\"pack\",\"ship\"]");
    assertThat(started.json().path("data").toString()).isEqualTo("{\"n\":1}");

    given.step(id, "picked").expect(202);
    given.step(id, "packed").expect(202);
    given.step(id, "shipped").expect(202);
    assertThat(given.step(id, "more").expect(409).problem()).isEqualTo("step-out-of-turn");
    given.complete(id, Map.of("done", true)).expect(202);

    JsonNode ended = given.awaitStatus(id, "COMPLETED");
    assertThat(ended.path("currentStep").asInt()).isEqualTo(3);
    assertThat(ended.path("result").toString()).isEqualTo("{\"done\":true}");
    assertThat(history(ended))
        .containsExactly(
            "started",
            "step-completed pick",
            "step-completed pack",
            "step-completed ship",
            "completed");
    assertThat(ended.at("/history/2/data").asText()).isEqualTo("packed");
    assertThat(given.step(id, "late").expect(409).problem()).isEqualTo("workflow-not-running");
    assertThat(given.complete(id, 1).expect(409).problem()).isEqualTo("workflow-not-running");
    assertThat(given.cancel(id).expect(409).problem()).isEqualTo("workflow-not-running");
  }

  @Test
  void carriesEveryChangeAsAMessage() {
    String type = given.aTypeOf("only");
    try (RabbitTap tap = RabbitTap.on(Stack.current()).bind("workflows", "#")) {
      String id = given.aWorkflowOf(type);
      given.step(id, 1).expect(202);
      given.awaitStep(id, 1);
      given.complete(id, 2).expect(202);
      given.awaitStatus(id, "COMPLETED");

      await().atMost(TIMEOUT).until(() -> tap.about(id).size() == 4);
      assertThat(tap.about(id))
          .extracting(RabbitTap.Message::routingKey)
          .containsExactlyInAnyOrder(
              "start", "workflow.task." + type + ".only", "step", "complete");
    }
  }

  @Test
  void letsAWorkerDoEachStepByMessage() {
    String type = given.aTypeOf("a", "b", "c");
    try (AmqpClient worker = AmqpClient.on(Stack.current())) {
      Queue<String> tasks = new ConcurrentLinkedQueue<>();
      worker.subscribe(
          "workflows",
          "workflow.task." + type + ".*",
          task -> {
            JsonNode asked = json(AmqpClient.text(task));
            tasks.add(asked.path("step").asText());
            worker.publish("workflows", "step", NONE, doneBy(asked, "step " + tasks.size()));
          });
      String id = given.aWorkflowOf(type);
      given.awaitStep(id, 3);

      assertThat(tasks).containsExactly("a", "b", "c");
      worker.publish("workflows", "complete", NONE, "{\"workflowId\":\"" + id + "\",\"result\":7}");
      JsonNode ended = given.awaitStatus(id, "COMPLETED");
      assertThat(ended.path("result").asInt()).isEqualTo(7);
      assertThat(history(ended))
          .containsExactly(
              "started", "step-completed a", "step-completed b", "step-completed c", "completed");
    }
  }

  @Test
  void startsAWorkflowThatComesByMessageOnce() {
    String type = given.aTypeOf("only");
    String id = UUID.randomUUID().toString();
    String start =
        "{\"workflowId\":\"%s\",\"workflowType\":\"%s\",\"data\":[1]}".formatted(id, type);
    try (AmqpClient client = AmqpClient.on(Stack.current())) {
      client.publish("workflows", "start", NONE, start);
      client.publish("workflows", "start", NONE, start);
    }
    await().atMost(TIMEOUT).until(() -> rest.get("/workflows/" + id).status() == 200);
    given.step(id, 1).expect(202);
    assertThat(history(given.awaitStep(id, 1))).containsExactly("started", "step-completed only");
  }

  @Test
  void changesNothingWhenAWorkerAnswersTwice() {
    String type = given.aTypeOf("a", "b");
    String id = given.aWorkflowOf(type);
    try (AmqpClient worker = AmqpClient.on(Stack.current())) {
      for (int i = 0; i < 3; i++) {
        worker.publish("workflows", "step", NONE, done(id, "a", i));
      }
      given.awaitStep(id, 1);
      worker.publish("workflows", "step", NONE, done(id, "b", 9));
      assertThat(history(given.awaitStep(id, 2)))
          .containsExactly("started", "step-completed a", "step-completed b");
    }
  }

  @Test
  void parksAStepWhoseTurnNeverComesAndGoesOn() {
    String id = given.aWorkflowOf(given.aTypeOf("a", "b"));
    try (AmqpClient worker = AmqpClient.on(Stack.current())) {
      worker.publish("workflows", "step", NONE, done(id, "nonsense", 1));
    }
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                rest.get("/dead-letters?limit=100&queue=workflow.changes")
                    .expect(200)
                    .text()
                    .contains(id));
    given.step(id, 1).expect(202);
    given.awaitStep(id, 1);
  }

  @Test
  void asksAgainForAStepThatTakesTooLongAndThenCancels() {
    String type = given.aTypeOf(Map.of("name", "slow", "timeoutSeconds", 1, "retries", 1));
    try (RabbitTap tap =
        RabbitTap.on(Stack.current()).bind("workflows", "workflow.task." + type + ".slow")) {
      String id = given.aWorkflowOf(type);
      JsonNode ended = given.awaitStatus(id, "CANCELLED");
      assertThat(ended.path("reason").asText()).isEqualTo("step-timeout");
      assertThat(history(ended))
          .containsExactly("started", "step-retried slow", "cancelling", "cancelled");
      await().atMost(TIMEOUT).until(() -> tap.about(id).size() == 2);
      assertThat(tap.about(id))
          .extracting(task -> json(task.body()).path("attempt").asInt())
          .containsExactly(1, 2);
    }
  }

  @Test
  void undoesWhatIsDoneInReverseOrderWhenItIsCancelled() {
    String type =
        given.aTypeOf(
            Map.of("name", "book-flight", "compensation", "cancel-flight"),
            "send-mail",
            Map.of("name", "book-hotel", "compensation", "cancel-hotel"),
            Map.of("name", "book-car", "compensation", "cancel-car"));
    String id = given.aWorkflowOf(type);
    given.step(id, 1).expect(202);
    given.step(id, 2).expect(202);
    given.step(id, 3).expect(202);
    given.awaitStep(id, 3);

    given.cancel(id).expect(202);

    await().atMost(TIMEOUT).until(() -> given.workflow(id).path("cancelling").asBoolean());
    assertThat(given.cancel(id).expect(409).problem()).isEqualTo("workflow-not-running");
    assertThat(
            rest.post("/workflows/" + id + "/steps", Map.of("step", "cancel-flight"))
                .expect(409)
                .json()
                .path("step")
                .asText())
        .isEqualTo("cancel-hotel");
    given.step(id, "hotel").expect(202);
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                rest.post("/workflows/" + id + "/steps", Map.of("data", "flight")).status() == 202);
    JsonNode ended = given.awaitStatus(id, "CANCELLED");
    assertThat(ended.path("reason").asText()).isEqualTo("cancelled-by-user");
    assertThat(history(ended))
        .containsExactly(
            "started",
            "step-completed book-flight",
            "step-completed send-mail",
            "step-completed book-hotel",
            "cancelling",
            "compensated cancel-hotel",
            "compensated cancel-flight",
            "cancelled");
  }

  @Test
  void completesItselfWhereTheTypeSaysSo() {
    String type = "type-" + UUID.randomUUID();
    rest.put("/workflow-types/" + type, Map.of("steps", List.of("only"), "autoComplete", true))
        .expect(201);
    String id = given.aWorkflowOf(type);
    given.step(id, "last words").expect(202);
    assertThat(given.awaitStatus(id, "COMPLETED").path("result").asText()).isEqualTo("last words");
  }

  @Test
  void keepsATypeAsItIsWhileWorkflowsOfItAreRunning() {
    String type = given.aTypeOf("a", "b");
    String path = "/workflow-types/" + type;
    rest.put(path, Map.of("steps", List.of("a", "b"))).expect(200);
    rest.put(path, Map.of("steps", List.of("a", "c"))).expect(200);
    assertThat(rest.get(path).expect(200).json().path("steps").toString())
        .isEqualTo("[\"a\",\"c\"]");
    String id = given.aWorkflowOf(type);

    assertThat(rest.put(path, Map.of("steps", List.of("b"))).expect(409).problem())
        .isEqualTo("workflow-type-in-use");
    rest.put(path, Map.of("steps", List.of("a", "c"))).expect(200);

    given.cancel(id).expect(202);
    given.awaitStatus(id, "CANCELLED");
    rest.put(path, Map.of("steps", List.of("b"))).expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"steps\": []}",
        "{\"steps\": [null]}",
        "{\"steps\": [1]}",
        "{\"steps\": [\"a b\"]}",
        "{\"steps\": [\"a\", \"a\"]}",
        "{\"steps\": [{\"name\": \"a\", \"compensation\": \"a\"}]}",
        "{\"steps\": [{}]}",
        "{\"steps\": [{\"name\": \"a\", \"timeoutSeconds\": 0}]}",
        "{\"steps\": [{\"name\": \"a\", \"retries\": 1.5}]}",
        "{\"steps\": [{\"name\": \"a\", \"more\": 1}]}",
        "{\"steps\": [\"a\"], \"more\": 1}",
      })
  void refusesWhatIsNoType(String body) {
    rest.put("/workflow-types/wrong", body).expect(400);
    rest.get("/workflow-types/wrong").expect(404);
  }

  @Test
  void refusesWhatIsNoWorkflow() {
    assertThat(rest.post("/workflows", Map.of("type", "nowhere")).expect(422).problem())
        .isEqualTo("unknown-workflow-type");
    rest.post("/workflows", "{}").expect(400);
    rest.get("/workflows/nonsense").expect(404);
    rest.get("/workflows/" + UUID.randomUUID()).expect(404);
    given.step("nonsense", 1).expect(400);
    given.step(UUID.randomUUID().toString(), 1).expect(404);
    given.cancel(UUID.randomUUID().toString()).expect(404);
    String type = given.aTypeOf("a");
    rest.post("/workflows", Map.of("type", type, "data", "x".repeat(256 * 1024))).expect(413);
  }

  @Test
  void acceptsARepeatedStepOnce() {
    String id = given.aWorkflowOf(given.aTypeOf("a", "b"));
    String key = UUID.randomUUID().toString();
    for (int i = 0; i < 2; i++) {
      rest.post("/workflows/" + id + "/steps", Map.of("data", 1), "Idempotency-Key", key)
          .expect(202);
    }
    given.awaitStep(id, 1);
    given.step(id, 2).expect(202);
    assertThat(history(given.awaitStep(id, 2)))
        .containsExactly("started", "step-completed a", "step-completed b");
  }

  private static String doneBy(JsonNode task, String data) {
    return "{\"workflowId\":\"%s\",\"step\":\"%s\",\"data\":\"%s\"}"
        .formatted(task.path("workflowId").asText(), task.path("step").asText(), data);
  }

  private static String done(String id, String step, int data) {
    return "{\"workflowId\":\"%s\",\"step\":\"%s\",\"data\":%d}".formatted(id, step, data);
  }

  private static JsonNode json(String text) {
    try {
      return new com.fasterxml.jackson.databind.ObjectMapper().readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
      throw new AssertionError(text, notJson);
    }
  }
}
