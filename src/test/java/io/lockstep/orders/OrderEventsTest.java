package io.lockstep.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.EventStream;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream of one order's events, as a browser's EventSource uses it. */
@QuarkusTest
class OrderEventsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);

  @Test
  void tellsAReaderWhoKnowsTheEndNotToComeAgain() {
    String id = given.aConfirmedOrder().path("id").asText();
    try (EventStream stream = follow(id)) {
      await().atMost(TIMEOUT).until(stream::hasEnded);
      assertThat(stream.events()).hasSize(1);
      String last = stream.events().get(0).field("id");
      for (String known : List.of(last, "4", "999999999999999999")) {
        Rest.Answer answer = rest.get("/orders/" + id + "/events", LAST_EVENT_ID, known);
        assertThat(answer.expect(204).text()).isEmpty();
      }
    }
  }

  @Test
  void tellsAReaderOfAFinalOrderWhatItHasMissedAndEnds() {
    String id = given.aConfirmedOrder().path("id").asText();
    try (EventStream stream = follow(id, LAST_EVENT_ID, "0")) {
      await().atMost(TIMEOUT).until(stream::hasEnded);
      assertThat(stream.events())
          .extracting(event -> event.field("event"))
          .containsExactly("order.created", "order.paid", "order.confirmed");
    }
  }

  @Test
  void tellsAReaderOfAnOpenOrderLaterChangesOnly() throws SQLException {
    String id = anOpenOrder();
    try (EventStream stream = follow(id, LAST_EVENT_ID, "1");
        EventStream ahead = follow(id, LAST_EVENT_ID, "77");
        EventStream anew = follow(id)) {
      assertThat(anew.await(event -> event.isEvent()).field("event")).isEqualTo("order.created");
      change(id, 2, "CANCELLED");

      for (EventStream each : List.of(stream, ahead)) {
        await().atMost(TIMEOUT).until(each::hasEnded);
        assertThat(each.events())
            .extracting(event -> event.field("event"))
            .containsExactly("order.cancelled");
      }
      await().atMost(TIMEOUT).until(anew::hasEnded);
    }
  }

  @Test
  void writesEventsOfAnIdATypeAndOneLineOfDataAlone() throws SQLException {
    String id = given.aDeclinedOrder().path("id").asText();
    try (EventStream stream = follow(id, LAST_EVENT_ID, "0")) {
      await().atMost(TIMEOUT).until(stream::hasEnded);
      assertThat(stream.events())
          .hasSize(2)
          .allSatisfy(
              event ->
                  assertThat(event.lines())
                      .hasSize(3)
                      .anyMatch(line -> line.startsWith("id:"))
                      .anyMatch(line -> line.startsWith("event:order."))
                      .anyMatch(line -> line.startsWith("data:{\"orderId\":\"" + id + "\"")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-1", "+1", "1.0", "x", "0x1", "1 2", "1234567890123456789"})
  void refusesALastEventIdThatIsNone(String header) {
    String id = given.aConfirmedOrder().path("id").asText();
    JsonNode problem =
        rest.get("/orders/" + id + "/events", LAST_EVENT_ID, header).expect(400).json();
    assertThat(problem.at("/errors/0/field").asText()).isEqualTo(LAST_EVENT_ID);
  }

  private static EventStream follow(String order, String... headers) {
    return EventStream.open(
        URI.create("http://127.0.0.1:" + RestAssured.port + "/orders/" + order + "/events"),
        headers);
  }

  /** One that nobody carries on, written as the service writes it. */
  private static String anOpenOrder() throws SQLException {
    String id = UUID.randomUUID().toString();
    execute(
        """
        INSERT INTO orders (id, user_id, status, amount, currency, items, version, created_at,
                            updated_at)
        VALUES (?, 'nobody', 'PENDING', 1, 'EUR', '[]', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
        """,
        id);
    execute(
        """
        INSERT INTO order_history (order_id, version, status, at)
        VALUES (?, 1, 'PENDING', UTC_TIMESTAMP(6))
        """,
        id);
    return id;
  }

  private static void change(String id, int version, String status) throws SQLException {
    execute("UPDATE orders SET version = ?, status = ? WHERE id = ?", version, status, id);
    execute(
        """
        INSERT INTO order_history (order_id, version, status, at)
        VALUES (?, ?, ?, UTC_TIMESTAMP(6))
        """,
        id,
        version,
        status);
  }

  private static void execute(String sql, Object... values) throws SQLException {
    try (Connection connection = Stack.current().connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
