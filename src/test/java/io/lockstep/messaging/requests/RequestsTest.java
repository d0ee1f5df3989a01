package io.lockstep.messaging.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import io.lockstep.http.Problem;
import io.lockstep.testing.AmqpClient;
import io.lockstep.testing.Stack;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking over RabbitMQ, with repliers that are none of ours. */
@QuarkusTest
class RequestsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  @Inject Requests requests;
  @Inject MeterRegistry metrics;

  private final String key = "test-" + UUID.randomUUID();

  @Test
  void getsTheAnswerOfAnyoneWhoReplies() {
    try (AmqpClient replier = replier(question -> "{\"heard\": " + question + "}")) {
      JsonNode answer = ask("hello").await().atMost(TIMEOUT);

      assertThat(answer.at("/heard/text").asText()).isEqualTo("hello");
    }
  }

  @Test
  void givesEachOfThousandQuestionsItsOwnReplyWhateverTheirOrder() {
    List<Delivery> waiting = new ArrayList<>();
    try (AmqpClient replier = AmqpClient.on(Stack.current())) {
      replier.subscribe(
          "requests",
          key,
          question -> {
            waiting.add(question);
            if (waiting.size() == 1000) {
              for (int last = 999; last >= 0; last--) {
                Delivery each = waiting.get(last);
                replier.reply(each, json(), AmqpClient.text(each));
              }
            }
          });
      List<Uni<JsonNode>> asked = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        asked.add(ask("question " + i));
      }

      List<JsonNode> answers = Uni.join().all(asked).andFailFast().await().atMost(TIMEOUT);

      for (int i = 0; i < 1000; i++) {
        assertThat(answers.get(i).path("text").asText()).isEqualTo("question " + i);
      }
    }
  }

  @Test
  void failsWhenNobodyRepliesInTimeAndDropsWhatComesLater() {
    Queue<Delivery> asked = new ConcurrentLinkedQueue<>();
    try (AmqpClient replier = AmqpClient.on(Stack.current())) {
      replier.subscribe("requests", key, asked::add);
      double late = metrics.counter("lockstep.requests.late").count();

      assertFails(ask("anyone?", SHORT), 504, "reply-timeout");

      await().atMost(TIMEOUT).until(() -> !asked.isEmpty());
      replier.reply(asked.element(), json(), "\"too late\"");
      await()
          .atMost(TIMEOUT)
          .until(() -> metrics.counter("lockstep.requests.late").count() == late + 1);
    }
  }

  @Test
  void failsAtOnceWhenThereIsNoQueueForTheQuestion() {
    assertFails(ask("anyone?", TIMEOUT), 503, "no-replier");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\": \"/problems/sold-out\", \"title\": \"Sold out\", \"status\": 409} | 422 | sold-out",
        "{\"type\": \"https://example.org/problems/sold-out\"} | 422 | sold-out",
        "{\"type\": \"../<script>\"} | 422 | request-refused",
        "not even JSON | 422 | request-refused",
        "[1] | 422 | request-refused",
        "{\"type\": \"/problems/busy\", \"status\": 503} | 503 | busy"
      })
  void turnsAnErrorReplyIntoAProblem(String body, int status, String slug) {
    try (AmqpClient replier = AmqpClient.on(Stack.current())) {
      replier.subscribe(
          "requests",
          key,
          question ->
              replier.reply(question, new AMQP.BasicProperties.Builder().type("error"), body));

      assertFails(ask("may I?", TIMEOUT), status, slug);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"not JSON", "{\"cut\": ", "''", "null"})
  void refusesAReplyThatIsNoJson(String body) {
    try (AmqpClient replier = replier(question -> body)) {
      assertFails(
          requests.ask(key, Map.of("text", "?"), Named.class, TIMEOUT), 502, "reply-unreadable");
    }
  }

  @Test
  void refusesAReplyOfAnotherShape() {
    try (AmqpClient replier = replier(question -> "{\"name\": [1, 2]}")) {
      assertFails(
          requests.ask(key, Map.of("text", "?"), Named.class, TIMEOUT), 502, "reply-unreadable");
    }
  }

  private AmqpClient replier(java.util.function.UnaryOperator<String> answer) {
    AmqpClient replier = AmqpClient.on(Stack.current());
    return replier.subscribe(
        "requests",
        key,
        question -> replier.reply(question, json(), answer.apply(AmqpClient.text(question))));
  }

  private static AMQP.BasicProperties.Builder json() {
    return new AMQP.BasicProperties.Builder().contentType("application/json");
  }

  private Uni<JsonNode> ask(String text) {
    return ask(text, TIMEOUT);
  }

  private Uni<JsonNode> ask(String text, Duration timeout) {
    return requests.ask(key, Map.of("text", text), JsonNode.class, timeout);
  }

  private static void assertFails(Uni<?> asked, int status, String slug) {
    Problem problem =
        catchThrowableOfType(Problem.class, () -> asked.await().atMost(TIMEOUT.plus(TIMEOUT)));
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.slug()).isEqualTo(slug);
  }

  /** A shape to be expected. */
  record Named(String name) {}
}
