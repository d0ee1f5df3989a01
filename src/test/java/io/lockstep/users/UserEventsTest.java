package io.lockstep.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class UserEventsTest {
  private static final String TOPIC = "user-events";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static KafkaProducer<String, byte[]> producer;

  private final Rest rest = Rest.ofTest();
  private final String user = "u-" + UUID.randomUUID();

  @BeforeAll
  static void connect() {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", Stack.current().setting("KAFKA_BOOTSTRAP_SERVERS")),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void disconnect() {
    producer.close();
  }

  @Test
  void saysEachWriteOnKafkaInOrder() {
    try (KafkaTap tap = KafkaTap.on(Stack.current(), TOPIC)) {
      put("Ann").expect(201);
      put("Bea").expect(200);
      rest.delete("/users/" + user).expect(204);
      await().atMost(TIMEOUT).until(() -> tap.about(user).size() == 3);
      List<JsonNode> events =
          tap.about(user).stream().map(message -> json(message.body())).toList();
      assertThat(events.get(0).fieldNames())
          .toIterable()
          .containsExactly("eventType", "userId", "data", "timestamp");
      assertThat(events.get(0).path("data").fieldNames())
          .toIterable()
          .containsExactly("name", "email");
      assertThat(events)
          .extracting(event -> event.path("eventType").asText())
          .containsExactly("USER_CREATED", "USER_UPDATED", "USER_DELETED");
      assertThat(events)
          .extracting(event -> event.at("/data/name").asText())
          .containsExactly("Ann", "Bea", "");
      assertThat(events.get(2).path("data").toString()).isEqualTo("{}");
      assertThat(events).allSatisfy(this::isAboutTheUser);
    }
  }

  @Test
  void keepsNoNameOfAUserWhoIsGone() throws Exception {
    String name = "Name-" + UUID.randomUUID();
    put(name).expect(201);
    awaitAccount("OPEN");
    assertThat(rowsThatHold(name)).isPositive();
    rest.delete("/users/" + user).expect(204);
    awaitAccount("CLOSED");
    assertThat(rowsThatHold(name)).isZero();

    say(event("USER_UPDATED", name)); // one that comes too late changes nothing about it
    put("Ann").expect(201);
    awaitAccount("OPEN");
    assertThat(rowsThatHold(name)).isZero();
  }

  /** Looks into every column of every table that can hold a text. */
  private static int rowsThatHold(String text) throws SQLException {
    try (Connection connection = Stack.current().connect();
        Statement statement = connection.createStatement()) {
      List<String> counts = new ArrayList<>();
      try (ResultSet columns =
          statement.executeQuery(
              """
              SELECT table_name, column_name FROM information_schema.columns
               WHERE table_schema = DATABASE() AND data_type IN
                 ('char', 'varchar', 'text', 'mediumtext', 'longtext', 'json', 'blob', 'longblob',
                  'mediumblob', 'varbinary')
              """)) {
        while (columns.next()) {
          counts.add(
              "(SELECT COUNT(*) FROM `%s` WHERE INSTR(`%s`, '%s') > 0)"
                  .formatted(columns.getString(1), columns.getString(2), text));
        }
      }
      assertThat(counts).hasSizeGreaterThan(50);
      try (ResultSet sum = statement.executeQuery("SELECT " + String.join(" + ", counts))) {
        assertThat(sum.next()).isTrue();
        return sum.getInt(1);
      }
    }
  }

  @Test
  void opensClosesAndReopensTheAccountOfAUser() {
    put("Ann").expect(201);
    awaitAccount("OPEN");
    assertThat(account().path("currency").asText()).isEqualTo("EUR");
    deposit(50).expect(201);
    rest.delete("/users/" + user).expect(204);
    awaitAccount("CLOSED");
    assertThat(deposit(1).expect(422).problem()).isEqualTo("account-closed");
    put("Ann").expect(201);
    awaitAccount("OPEN");
    assertThat(account().path("balance").asInt()).isEqualTo(50);
  }

  @Test
  void keepsTheCurrencyOfAnAccountThatWasThereBefore() {
    rest.put("/accounts/" + user, Map.of("currency", "USD")).expect(201);
    put("Ann").expect(201);
    rest.delete("/users/" + user).expect(204);
    awaitAccount("CLOSED");
    assertThat(account().path("currency").asText()).isEqualTo("USD");
  }

  @Test
  void endsInTheSameStateWhenAUsersHistoryIsSaidAgain() throws Exception {
    for (String history : List.of("first", "again")) {
      say(event("USER_CREATED", history));
      say(event("USER_UPDATED", history));
      say(event("USER_DELETED", history));
      awaitAccount("CLOSED");
    }
    say(event("USER_UPDATED", "later"));
    say("{}"); // once this is parked, what came before it was applied
    rest.delete("/dead-letters/" + awaitLetter().path("id").asText()).expect(204);
    assertThat(account().path("status").asText()).isEqualTo("CLOSED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not-json|not json",
        "not-json|{\"eventType\": \"USER_CREATED\"",
        "not-json|EMPTY",
        "wrong-shape|[]",
        "wrong-shape|null",
        "wrong-shape|{\"eventType\": 7}",
        "unknown-type|{\"eventType\": \"USER_EATEN\", \"userId\": \"$\"}",
        "wrong-shape|{\"eventType\": \"USER_CREATED\", \"userId\": \"$\"}",
        "wrong-shape|{\"eventType\": \"USER_CREATED\", \"userId\": \"a b\", \"data\": @}",
        "wrong-shape|{\"eventType\": \"USER_CREATED\", \"userId\": \"external\", \"data\": @}",
        "wrong-shape|{\"eventType\": \"USER_CREATED\", \"userId\": \"$\", \"data\": {}}",
        "wrong-shape|{\"eventType\": \"USER_DELETED\", \"userId\": \"$\", \"data\": 1}",
      })
  void parksAPoisonRecordAndGoesOnWithOtherUsers(String reason, String template) throws Exception {
    say(poison(template));
    String other = "other-" + user;
    say(other, event("USER_CREATED", "Ann").replace(user, other));
    await().atMost(TIMEOUT).until(() -> rest.get("/accounts/" + other).status() == 200);
    JsonNode letter = awaitLetter();
    assertThat(letter.path("queue").asText()).isEqualTo(TOPIC);
    assertThat(letter.path("reason").asText()).isEqualTo(reason);
    assertThat(letter.path("error").asText()).isNotBlank();
    rest.delete("/dead-letters/" + letter.path("id").asText()).expect(204);
  }

  @Test
  void letsLaterRecordsOfAUserWaitBehindAPoisonOneInOrder() throws Exception {
    say("{\"eventType\": \"USER_EATEN\"}");
    say(event("USER_CREATED", "Ann"));
    say(event("USER_UPDATED", "Bea"));
    say(event("USER_DELETED", "Bea"));
    await().atMost(TIMEOUT).until(() -> letter().path("waiting").asInt() == 3);
    assertThat(rest.get("/accounts/" + user).status()).isEqualTo(404);

    rest.delete("/dead-letters/" + letter().path("id").asText()).expect(204);

    awaitAccount("CLOSED");
    say(event("USER_CREATED", "Cleo"));
    awaitAccount("OPEN");
  }

  @Test
  void putsAReplayedRecordBackOnItsTopic() throws Exception {
    say("{\"eventType\": \"USER_EATEN\"}");
    String id = awaitLetter().path("id").asText();
    try (KafkaTap tap = KafkaTap.on(Stack.current(), TOPIC)) {
      rest.post("/dead-letters/" + id + "/replay", null).expect(202);
      KafkaTap.Message replayed = tap.await(message -> user.equals(message.key()));
      assertThat(json(replayed.body()).path("eventType").asText()).isEqualTo("USER_EATEN");
    }
    String again = awaitLetter().path("id").asText();
    assertThat(again).isNotEqualTo(id);
    rest.delete("/dead-letters/" + again).expect(204);
  }

  private void isAboutTheUser(JsonNode event) {
    assertThat(event.path("userId").asText()).isEqualTo(user);
    assertThat(event.path("timestamp").asText()).endsWith("Z");
  }

  private Rest.Answer put(String name) {
    return rest.put("/users/" + user, UsersTest.body(name, "a@b.de"));
  }

  private Rest.Answer deposit(long amount) {
    return rest.post(
        "/accounts/" + user + "/deposits", Map.of("amount", amount, "currency", "EUR"));
  }

  private JsonNode account() {
    return rest.get("/accounts/" + user).json();
  }

  private void awaitAccount(String status) {
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .until(() -> status.equals(account().path("status").asText()));
  }

  private JsonNode awaitLetter() {
    return await().atMost(TIMEOUT).until(this::letter, found -> !found.isMissingNode());
  }

  private JsonNode letter() {
    String next = "";
    while (next != null) {
      JsonNode page = rest.get("/dead-letters?queue=user-events&limit=100" + next).json();
      for (JsonNode letter : page.path("data")) {
        if (letter.path("routingKey").asText().equals(user)) {
          return letter;
        }
      }
      next = page.path("hasMore").asBoolean() ? "&after=" + page.path("next").asText() : null;
    }
    return MissingNode.getInstance();
  }

  private String poison(String template) {
    return template.equals("EMPTY")
        ? ""
        : template
            .replace("$", user)
            .replace(
                "@",
                "{\"name\": \"A\", \"email\": \"a\"}, \"timestamp\": \"2026-01-01T00:00:00Z\"");
  }

  private String event(String type, String name) {
    return """
        {"eventType": "%s", "userId": "%s", "data": {"name": "%s", "email": "a@b.de"},
         "timestamp": "2026-01-01T00:00:00Z"}"""
        .formatted(type, user, name);
  }

  private void say(String value) throws Exception {
    say(user, value);
  }

  private static void say(String key, String value) throws Exception {
    byte[] body = value.getBytes(StandardCharsets.UTF_8);
    long offset =
        producer.send(new ProducerRecord<>(TOPIC, key, body)).get(20, TimeUnit.SECONDS).offset();
    assertThat(offset).isNotNegative();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(text, notJson);
    }
  }
}
