package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import io.lockstep.testing.AmqpClient;
import io.lockstep.testing.EventStream;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * The packaged service's messaging on bad days. {@code -Dlockstep.it.full=true} runs it at full
 * size: 10,000 quotes, 1,000 workflows, 100,000 user events.
 */
class MessagingIT {
  private static final boolean FULL = Boolean.getBoolean("lockstep.it.full");
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Stack stack = Stack.current();

  @Test
  void endsEveryQuoteWhileRabbitMqIsRestartedAndMixesNoneUp() throws Exception {
    int quotes = FULL ? 10_000 : 2_000;
    try (PackagedService service = PackagedService.start()) {
      String sku = OrderFixture.through(service.rest()).aProductWithStock(5);
      AtomicInteger next = new AtomicInteger();
      AtomicInteger answered = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      Queue<String> wrong = new ConcurrentLinkedQueue<>();
      CompletableFuture<?>[] callers = new CompletableFuture<?>[200];
      ExecutorService threads = Executors.newFixedThreadPool(callers.length);
      for (int i = 0; i < callers.length; i++) {
        callers[i] =
            CompletableFuture.runAsync(
                () -> {
                  int number;
                  while ((number = next.incrementAndGet()) <= quotes) {
                    int quantity = number % 10_000 + 1;
                    long began = System.nanoTime();
                    Rest.Answer answer = service.rest().post("/quotes", quote(sku, quantity));
                    long seconds = (System.nanoTime() - began) / 1_000_000_000L;
                    if (seconds > 40) {
                      wrong.add("took " + seconds + " s");
                    }
                    if (answer.status() == 200) {
                      answered.incrementAndGet();
                      if (answer.json().at("/total/amount").asLong() != 1200L * quantity) {
                        wrong.add("another's reply: " + answer.text());
                      }
                    } else if (answer.status() == 503 || answer.status() == 504) {
                      refused.incrementAndGet();
                      LockSupport.parkNanos(1_000_000_000L); // as Retry-After says
                    } else {
                      wrong.add(answer.status() + " " + answer.text());
                    }
                  }
                },
                threads);
      }
      await().atMost(TIMEOUT).until(() -> answered.get() > quotes / 4);
      try (EventStream stream = EventStream.open(service.uri().resolve("/events"))) {
        stack.stop(Server.RABBITMQ);
        assertThat(
                stream
                    .await(event -> "lockstep.dropped".equals(event.field("event")))
                    .field("data"))
            .isEqualTo("{\"reason\":\"broker-unavailable\"}");
        assertThat(EventStream.statusOf(service.uri().resolve("/events"))).isEqualTo(503);
      }
      stack.start(Server.RABBITMQ);
      CompletableFuture.allOf(callers).join();
      threads.shutdown();

      assertThat(wrong).isEmpty();
      assertThat(answered.get() + refused.get()).isEqualTo(quotes);
      await()
          .atMost(TIMEOUT)
          .until(() -> service.rest().post("/quotes", quote(sku, 1)).status() == 200);
      System.out.printf("%d quotes answered, %d refused%n", answered.get(), refused.get());
    } finally {
      stack.start(Server.RABBITMQ);
    }
  }

  @Test
  void leavesItsQuestionsToAnotherReplierWhereItIsToldSo() {
    try (PackagedService service =
            PackagedService.on(stack)
                .with("lockstep.messaging.requests.answer", "false")
                .with("lockstep.messaging.requests.timeout", "2s")
                .start();
        AmqpClient replier = AmqpClient.on(stack)) {
      assertThat(service.rest().post("/quotes", quote("cup", 9)).expect(504).problem())
          .isEqualTo("reply-timeout");
      replier.consume(
          "requests.quote",
          question ->
              replier.reply(
                  question,
                  new AMQP.BasicProperties.Builder(),
                  AmqpClient.text(question).contains("\"quantity\":1}")
                      ? "{\"total\": {\"amount\": 7, \"currency\": \"EUR\"}, \"items\": []}"
                      : "no JSON"));
      assertThat(service.rest().post("/quotes", quote("cup", 2)).expect(502).problem())
          .isEqualTo("reply-unreadable");
      Rest.Answer answer = service.rest().post("/quotes", quote("cup", 1)).expect(200);
      assertThat(answer.json().at("/total/amount").asInt()).isEqualTo(7);
    }
  }

  @Test
  void doesEachStepOfEveryWorkflowOnceAlthoughItIsKilledInTheMiddle() {
    int workflows = FULL ? 1_000 : 200;
    String type = "killed-" + UUID.randomUUID();
    AtomicInteger tasks = new AtomicInteger();
    try (PackagedService first = PackagedService.start();
        AmqpClient worker = AmqpClient.on(stack)) {
      first
          .rest()
          .put(
              "/workflow-types/" + type,
              Map.of("steps", List.of("a", "b", "c"), "autoComplete", true))
          .expect(201);
      worker.subscribe(
          "workflows",
          "workflow.task." + type + ".*",
          task -> {
            tasks.incrementAndGet();
            worker.publish(
                "workflows", "step", new AMQP.BasicProperties(), done(AmqpClient.text(task)));
          });
      Queue<String> taken = new ConcurrentLinkedQueue<>();
      CompletableFuture<Void> starting =
          CompletableFuture.runAsync(() -> start(first.rest(), type, workflows, taken));
      await().atMost(TIMEOUT).until(() -> tasks.get() > workflows);
      first.kill9();
      starting.join();
      try (PackagedService second = PackagedService.start()) {
        int began = taken.size();
        start(second.rest(), type, workflows - began, taken);
        assertThat(taken).hasSize(workflows);
        for (String id : taken) {
          JsonNode ended =
              await()
                  .atMost(TIMEOUT)
                  .until(
                      () -> second.rest().get("/workflows/" + id).expect(200).json(),
                      found -> found.path("status").asText().equals("COMPLETED"));
          assertThat(history(ended))
              .containsExactly(
                  "started", "step-completed", "step-completed", "step-completed", "completed");
        }
        System.out.printf(
            "%d workflows completed, %d of them begun before the kill, %d tasks heard%n",
            workflows, began, tasks.get());
      }
    }
  }

  @Test
  void keepsTheOrderOfEachUserWhenOneOfTwoInstancesIsKilled() throws Exception {
    int users = FULL ? 10_000 : 1_000;
    int eventsEach = 10;
    String prefix = "it" + UUID.randomUUID().toString().substring(0, 8) + "-";
    try (PackagedService first = PackagedService.start();
        PackagedService second = PackagedService.start()) {
      CompletableFuture<Void> saying =
          CompletableFuture.runAsync(() -> sayUserEvents(prefix, users, eventsEach));
      await().atMost(TIMEOUT).until(() -> accounts(prefix, "%") > users / 5);
      second.kill9();
      saying.join();
      await()
          .atMost(TIMEOUT)
          .untilAsserted(
              () -> {
                assertThat(accounts(prefix, "name " + (eventsEach - 1))).isEqualTo(users / 2);
                assertThat(closed(prefix)).isEqualTo(users / 2);
              });
      assertThat(first.isAlive()).isTrue();
    }
  }

  /** Each user: created, renamed again and again; every second one is deleted at the end. */
  private void sayUserEvents(String prefix, int users, int eventsEach) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.setting("KAFKA_BOOTSTRAP_SERVERS"), "linger.ms", 5),
            new StringSerializer(),
            new ByteArraySerializer())) {
      List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
      for (int number = 0; number < eventsEach; number++) {
        for (int user = 0; user < users; user++) {
          boolean last = number == eventsEach - 1;
          String type =
              number == 0
                  ? "USER_CREATED"
                  : last && user % 2 == 0 ? "USER_DELETED" : "USER_UPDATED";
          String body =
              """
              {"eventType": "%s", "userId": "%s", "data": {"name": "name %d", "email": "a@b.de"},
               "timestamp": "2026-01-01T00:00:00Z"}"""
                  .formatted(type, prefix + user, number);
          sent.add(
              producer.send(
                  new ProducerRecord<>(
                      "user-events", prefix + user, body.getBytes(StandardCharsets.UTF_8))));
        }
      }
      for (java.util.concurrent.Future<?> each : sent) {
        assertThat(each.get()).isNotNull();
      }
    } catch (InterruptedException | java.util.concurrent.ExecutionException notSent) {
      throw new IllegalStateException(notSent);
    }
  }

  private int accounts(String prefix, String name) throws SQLException {
    return count("SELECT COUNT(*) FROM accounts WHERE id LIKE ? AND name LIKE ?", prefix, name);
  }

  private int closed(String prefix) throws SQLException {
    return count(
        "SELECT COUNT(*) FROM accounts"
            + " WHERE id LIKE ? AND COALESCE(name, '-') LIKE ? AND status = 'CLOSED'",
        prefix,
        "-");
  }

  private int count(String sql, String prefix, String name) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
                stack.setting("QUARKUS_DATASOURCE_USERNAME"),
                stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, prefix + "%");
      statement.setString(2, name);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        return rows.getInt(1);
      }
    }
  }

  private static void start(Rest rest, String type, int count, Queue<String> taken) {
    for (int done = 0; done < count; done += 50) {
      List<CompletableFuture<Void>> calls = new ArrayList<>();
      for (int i = done; i < Math.min(count, done + 50); i++) {
        calls.add(
            rest.callLater("POST", "/workflows", Map.of("type", type))
                .handle(
                    (answer, error) -> {
                      if (answer != null && answer.status() == 201) {
                        taken.add(answer.json().path("id").asText());
                      }
                      return null;
                    }));
      }
      calls.forEach(CompletableFuture::join);
    }
  }

  private static Map<String, Object> quote(String sku, int quantity) {
    return Map.of("items", List.of(Map.of("sku", sku, "quantity", quantity)));
  }

  private static String done(String task) {
    try {
      JsonNode asked = JSON.readTree(task);
      return "{\"workflowId\":\"%s\",\"step\":\"%s\"}"
          .formatted(asked.path("workflowId").asText(), asked.path("step").asText());
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(task, notJson);
    }
  }

  private static List<String> history(JsonNode workflow) {
    return StreamSupport.stream(workflow.path("history").spliterator(), false)
        .map(entry -> entry.path("event").asText())
        .toList();
  }
}
