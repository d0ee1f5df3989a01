package io.lockstep.messaging.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.rabbitmq.client.Delivery;
import io.lockstep.testing.AmqpClient;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the AsyncAPI document says is really said; what is said, taps hold against it. */
@QuarkusTest
class AsyncApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** The ledger publishes none of these; PaymentWebhooksTest hears them. */
  private static final Set<String> OF_OUTSIDE_PAYMENTS =
      Set.of("payment.captured", "payment.voided");

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);
  private JsonNode document;

  @BeforeEach
  void read() {
    document = rest.get("/asyncapi", "Accept", "application/json").expect(200).json();
  }

  @Test
  void isServedAsJsonAndAsYaml() {
    assertThat(document.path("asyncapi").asText()).isEqualTo("3.1.0");
    assertThat(rest.get("/asyncapi").expect(200).header("Content-Type"))
        .startsWith("application/json");
    Rest.Answer yaml = rest.get("/asyncapi", "Accept", "application/yaml").expect(200);
    assertThat(yaml.header("Content-Type")).startsWith("application/yaml");
    assertThat(yaml.text()).startsWith("asyncapi: 3.1.0");
    rest.get("/asyncapi", "Accept", "image/png").expect(406);
  }

  @Test
  void servesTheSchemaThatAnEventNames() {
    try (RabbitTap tap = RabbitTap.on(Stack.current()).bind("order.events", "order.created")) {
      String user = given.aRichUser();
      given.aNewOrder(user, given.aProduct(), 1);
      String named =
          tap.await(message -> message.body().contains(user)).header("cloudEvents_dataschema");
      assertThat(named).isEqualTo("/schemas/order.created/1");
      Rest.Answer schema = rest.get(named).expect(200);
      assertThat(schema.header("Content-Type")).startsWith("application/schema+json");
      assertThat(schema.json().path("$id").asText()).isEqualTo(named);
      assertThat(rest.get("/schemas/order.created").expect(200).text()).isEqualTo(schema.text());
    }
    assertThat(rest.get("/schemas").expect(200).json().path("data").findValuesAsText("type"))
        .contains("order.created", "USER_DELETED", "workflow.task");
  }

  @Test
  void knowsNoOtherSchemas() {
    rest.get("/schemas/order.frobbed").expect(404);
    rest.get("/schemas/order.created/2").expect(404);
    rest.get("/schemas/order.created/01").expect(404);
    rest.get("/schemas/..%2Fasyncapi.yaml").expect(404);
    rest.get("/schemas?v=1").expect(400);
  }

  @Test
  void namesTheQueuesThatThereAre() {
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      document
          .path("channels")
          .forEach(
              channel -> {
                if (channel.at("/bindings/amqp/is").asText().equals("queue")) {
                  assertThat(tap.depth(channel.path("address").asText())).isNotNegative();
                }
              });
    }
  }

  @Test
  void describesEveryMessageThatIsPublishedOnRabbitMq() {
    String[] exchanges = {
      "order.events", "payment.events", "inventory.events", "events", "workflows"
    };
    RabbitTap[] taps = new RabbitTap[exchanges.length];
    try {
      for (int i = 0; i < exchanges.length; i++) {
        taps[i] = RabbitTap.on(Stack.current()).bind(exchanges[i], "#");
      }
      makeThingsHappen();
      for (int i = 0; i < exchanges.length; i++) {
        RabbitTap tap = taps[i];
        Set<String> described = expectedOf(exchanges[i]);
        await(exchanges[i] + " says " + described)
            .atMost(TIMEOUT)
            .until(() -> namesHeard(tap).containsAll(described));
      }
    } finally {
      for (RabbitTap tap : taps) {
        if (tap != null) {
          tap.close();
        }
      }
    }
  }

  @Test
  void describesEveryRecordThatIsPublishedOnKafka() {
    String[] topics = {"order-events", "payment-events", "inventory-events", "user-events"};
    try (KafkaTap tap = KafkaTap.on(Stack.current(), topics)) {
      makeThingsHappen();
      for (String topic : topics) {
        Set<String> described = expectedOf(topic);
        await(topic + " says " + described)
            .atMost(TIMEOUT)
            .until(
                () -> {
                  Set<String> heard = new TreeSet<>();
                  tap.messages().stream()
                      .filter(message -> message.topic().equals(topic) && message.type() != null)
                      .forEach(message -> heard.add(message.type()));
                  return heard.containsAll(described);
                });
      }
    }
  }

  @Test
  void describesRequestAndReply() {
    String sku = given.aProductWithStock(1);
    try (AmqpClient client = AmqpClient.on(Stack.current());
        RabbitTap tap = RabbitTap.on(Stack.current()).bind("requests", "quote")) {
      Map<String, Object> question = Map.of("items", List.of(Map.of("sku", sku, "quantity", 1)));
      rest.post("/quotes", question).expect(200);
      RabbitTap.Message asked = tap.await(message -> true);
      assertValid(payloadOf("requests", "quote"), asked.body());
      assertThat(asked.delivery().getProperties().getReplyTo()).isNotBlank();
      Delivery good = client.ask("quote", asked.body());
      assertValid(payload("/components/messages/quoteReply"), AmqpClient.text(good));
      Delivery bad = client.ask("quote", "{}");
      assertValid(payload("/components/messages/errorReply"), AmqpClient.text(bad));
    }
  }

  /** Everything once: an order for each way it can go, users, events, a workflow. */
  private void makeThingsHappen() {
    String confirmed = given.aConfirmedOrder().path("id").asText();
    given.aDeclinedOrder();
    given.theFinal(given.aNewOrder(given.aRichUser(), given.aProduct(), 1)); // out of stock
    String back = start(Map.of("type", "order-return", "data", Map.of("orderId", confirmed)));
    for (int i = 0; i < 2; i++) {
      rest.post("/workflows/" + back + "/steps", Map.of("data", "ok")).expect(202);
    }
    String user = given.aUserWithoutMoney();
    rest.put("/users/" + user, Map.of("name", "B", "email", "b@example.org")).expect(200);
    rest.delete("/users/" + user).expect(204);
    rest.post("/events", Map.of("type", "a.b", "data", List.of(1), "subject", "s")).expect(202);
    String type = "type-" + UUID.randomUUID();
    rest.put("/workflow-types/" + type, Map.of("steps", List.of("a"))).expect(201);
    String first = start(Map.of("type", type, "data", 1));
    rest.post("/workflows/" + first + "/steps", Map.of("data", "x")).expect(202);
    rest.post("/workflows/" + first + "/complete", Map.of("result", "y")).expect(202);
    rest.post("/workflows/" + start(Map.of("type", type)) + "/cancel", null).expect(202);
  }

  private String start(Map<String, Object> body) {
    return rest.post("/workflows", body).expect(201).json().path("id").asText();
  }

  private static Set<String> namesHeard(RabbitTap tap) {
    Set<String> names = new TreeSet<>();
    tap.messages().forEach(message -> names.add(nameOf(message)));
    return names;
  }

  /** Tasks and events have many types, and one name. */
  private static String nameOf(RabbitTap.Message message) {
    String exchange = message.delivery().getEnvelope().getExchange();
    return exchange.equals("events")
        ? "event"
        : message.routingKey().startsWith("workflow.task.") ? "task" : message.routingKey();
  }

  private Set<String> messagesOf(String address) {
    Set<String> names = new TreeSet<>();
    channel(address).path("messages").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private Set<String> expectedOf(String address) {
    Set<String> names = messagesOf(address);
    names.removeAll(OF_OUTSIDE_PAYMENTS);
    return names;
  }

  private JsonNode payloadOf(String address, String name) {
    return payload(channel(address).path("messages").path(name).path("$ref").asText().substring(1));
  }

  private JsonNode payload(String pointer) {
    return document.at(pointer).path("payload");
  }

  private JsonNode channel(String address) {
    for (JsonNode channel : document.path("channels")) {
      if (channel.path("address").asText().equals(address)) {
        return channel;
      }
    }
    throw new AssertionError("no channel " + address);
  }

  private void assertValid(JsonNode schema, String body) {
    ObjectNode root = schema.deepCopy();
    root.set("components", document.path("components"));
    JsonSchema compiled =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(
                root, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    try {
      assertThat(compiled.validate(JSON.readTree(body))).as(body).isEmpty();
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(body, notJson);
    }
  }
}
