package io.lockstep.messaging.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.lockstep.testing.EventStream;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publish and subscribe. */
@QuarkusTest
class EventsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Rest rest = Rest.ofTest();
  private final String topic = "t" + UUID.randomUUID().toString().replace("-", "");

  @Inject Subscriptions subscriptions;

  @Test
  void tellsEachSubscriberWhatFitsItsPatternsInOrder() {
    try (EventStream all = subscribe(topic + ".#");
        EventStream some = subscribe(topic + ".*.low,nothing")) {
      String first = publish(topic + ".stock.low", "{\"n\":12345678901234567890.5}");
      publish(topic + ".stock", "[2]");
      publish(topic + ".x.low", "\"3\"");

      await().atMost(TIMEOUT).until(() -> all.events().size() == 3);
      await().atMost(TIMEOUT).until(() -> some.events().size() == 2);
      assertThat(all.events())
          .extracting(event -> event.field("event"))
          .containsExactly(topic + ".stock.low", topic + ".stock", topic + ".x.low");
      assertThat(some.events().get(0).lines())
          .containsExactlyInAnyOrder(
              "event:" + topic + ".stock.low",
              "id:" + first,
              "data:{\"n\":12345678901234567890.5}");
      assertThat(some.events().get(1).field("data")).isEqualTo("\"3\"");
    }
  }

  @Test
  void publishesACloudEventOnTheExchange() {
    try (RabbitTap tap = RabbitTap.on(Stack.current()).bind("events", topic)) {
      rest.post("/events", Map.of("type", topic, "data", Map.of("a", 1), "subject", "s-1"))
          .expect(202);
      RabbitTap.Message heard = tap.await(message -> true);
      assertThat(heard.subject()).isEqualTo("s-1");
      assertThat(heard.type()).isEqualTo(topic);
      assertThat(heard.body()).isEqualTo("{\"a\":1}");
      assertThat(heard.header("cloudEvents_source")).isEqualTo("/lockstep");

      publish(topic, "12345678901234567890.5");
      RabbitTap.Message second = tap.await(message -> message.subject() == null);
      assertThat(second.body()).isEqualTo("12345678901234567890.5");
    }
  }

  @Test
  void tellsTheFactsOfOrdersPaymentsAndStockButNoCommands() {
    OrderFixture given = OrderFixture.through(rest);
    try (EventStream facts = subscribe("order.*,payment.*,inventory.*");
        EventStream all = subscribe("#")) {
      String order = given.aConfirmedOrder().path("id").asText();
      for (EventStream each : List.of(facts, all)) {
        await().atMost(TIMEOUT).until(() -> typesAbout(order, each).size() == 5);
        assertThat(typesAbout(order, each))
            .containsExactlyInAnyOrder(
                "order.created",
                "payment.completed",
                "order.paid",
                "inventory.reserved",
                "order.confirmed");
      }
      assertThat(facts.events())
          .allSatisfy(event -> assertThat(event.field("id")).isNotBlank())
          .noneMatch(event -> event.field("event").equals("inventory.reserve"));
    }
  }

  private static List<String> typesAbout(String order, EventStream stream) {
    return stream.events().stream()
        .filter(event -> event.field("data").contains("\"orderId\":\"" + order + "\""))
        .map(event -> event.field("event"))
        .toList();
  }

  @Test
  void passesOnWhatOthersPublishAlsoWhatIsNoJson() {
    try (EventStream stream = subscribe(topic);
        RabbitTap other = RabbitTap.on(Stack.current())) {
      other.publish("events", topic, new AMQP.BasicProperties(), bytes("{ \"a\":\n 1 }"));
      other.publish("events", topic, new AMQP.BasicProperties(), bytes("line\nevent: forged"));

      await().atMost(TIMEOUT).until(() -> stream.events().size() == 2);
      assertThat(stream.events().get(0).field("data")).isEqualTo("{\"a\":1}");
      assertThat(stream.events().get(1).field("data")).isEqualTo("\"line\\nevent: forged\"");
    }
  }

  @Test
  void publishesOnceForEachIdempotencyKey() {
    try (EventStream stream = subscribe(topic)) {
      Map<String, Object> body = Map.of("type", topic, "data", 1);
      String key = UUID.randomUUID().toString();
      Rest.Answer first = rest.post("/events", body, "Idempotency-Key", key).expect(202);
      Rest.Answer again = rest.post("/events", body, "Idempotency-Key", key).expect(202);
      assertThat(again.json()).isEqualTo(first.json());
      publish(topic, "\"last\"");
      stream.await(event -> "\"last\"".equals(event.field("data")));
      assertThat(stream.events()).hasSize(2);
    }
  }

  @Test
  void dropsAReaderThatDoesNotReadAndSaysSo() {
    try (EventStream slow = EventStream.openWithoutReading(uri(topic));
        EventStream quick = subscribe(topic)) {
      String data = "\"" + "x".repeat(200_000) + "\"";
      // more than the buffer and all that the sockets between hold
      for (int i = 0; i < 100; i++) {
        publish(topic, data);
      }
      await().atMost(TIMEOUT).until(() -> quick.events().size() == 100);

      slow.read();

      EventStream.Block last = slow.await(event -> "lockstep.dropped".equals(event.field("event")));
      assertThat(last.field("data")).isEqualTo("{\"reason\":\"slow-reader\"}");
      await().atMost(TIMEOUT).until(slow::hasEnded);
      assertThat(slow.events()).hasSizeLessThan(100).endsWith(last);
    }
  }

  @Test
  void forgetsAReaderThatVanishes() {
    try (EventStream stream = subscribe(topic)) {
      assertThat(subscribers()).isPositive();
    }
    // the service notices when it next writes
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              publish(topic, "1");
              return subscribers() == 0;
            });
  }

  @Test
  void letsModulesSubscribeInCode() {
    Queue<Event> heard = new ConcurrentLinkedQueue<>();
    Cancellable subscription = subscriptions.to(topic + ".#").subscribe().with(heard::add);
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              publish(topic + ".a", "{}");
              return !heard.isEmpty();
            });
    subscription.cancel();
    assertThat(heard.element().type()).isEqualTo(topic + ".a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\": 1}",
        "{\"type\": \"a.b\"}",
        "{\"type\": \"a.b\", \"data\": null}",
        "{\"type\": \"\", \"data\": 1}",
        "{\"type\": \"a..b\", \"data\": 1}",
        "{\"type\": \".a\", \"data\": 1}",
        "{\"type\": \"a.\", \"data\": 1}",
        "{\"type\": \"a.*\", \"data\": 1}",
        "{\"type\": \"a.#\", \"data\": 1}",
        "{\"type\": \"a b\", \"data\": 1}",
        "{\"type\": \"a\\nb\", \"data\": 1}",
        "{\"type\": \"a\\ud800\", \"data\": 1}",
        "{\"type\": \"a\", \"data\": 1, \"subject\": \"\"}",
        "{\"type\": \"a\", \"data\": 1, \"more\": 1}",
        "{\"type\": 1, \"data\": 1}",
      })
  void refusesWhatAmqpCannotCarry(String body) {
    assertThat(rest.post("/events", body).expect(400).problem()).isEqualTo("invalid-request");
  }

  @Test
  void refusesTypesOfMoreThan255BytesAndDataOfMoreThan256KiB() {
    publish("é".repeat(127), "1");
    rest.post("/events", Map.of("type", "é".repeat(128), "data", 1)).expect(400);
    publish("big", "\"" + "x".repeat(256 * 1024 - 2) + "\"");
    Rest.Answer refusal =
        rest.post("/events", Map.of("type", "big", "data", "x".repeat(256 * 1024 - 1))).expect(413);
    assertThat(refusal.problem()).isEqualTo("content-too-large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "a,", "a..b", "a.b*", "%23%23", "a%20b", "a.%00"})
  void refusesPatternsThatAmqpCannotCarry(String patterns) {
    URI uri = URI.create("http://127.0.0.1:" + RestAssured.port + "/events?types=" + patterns);
    assertThat(EventStream.statusOf(uri)).isEqualTo(400);
  }

  private double subscribers() {
    String line =
        rest.get("/q/metrics")
            .expect(200)
            .text()
            .lines()
            .filter(each -> each.startsWith("lockstep_subscriptions "))
            .findFirst()
            .orElseThrow();
    return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
  }

  private String publish(String type, String data) {
    String body = "{\"type\":\"" + type + "\",\"data\":" + data + ",\"subject\":\"" + topic + "\"}";
    return rest.post(
            "/events", data.startsWith("1234") ? body.replaceAll(",\"subject.*", "}") : body)
        .expect(202)
        .json()
        .path("id")
        .asText();
  }

  private EventStream subscribe(String patterns) {
    return EventStream.open(uri(patterns));
  }

  private static URI uri(String patterns) {
    return URI.create(
        "http://127.0.0.1:"
            + RestAssured.port
            + "/events?types="
            + java.net.URLEncoder.encode(patterns, StandardCharsets.UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
