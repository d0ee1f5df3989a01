package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The service dies when a message is published and confirmed, but its row is still in the outbox:
 * the message is published again, and nothing happens twice.
 */
class RelayCrashIT {
  private static final String CREATED = "order.created";
  private static final long MONEY = 100_000;

  private final Stack stack = Stack.current();

  @AfterEach
  void rabbitAnswers() {
    stack.resume(Server.RABBITMQ);
  }

  @Test
  void publishesAgainWhatWasNotMarkedAndTheConsumerIgnoresIt() throws SQLException {
    try (RabbitTap tap = RabbitTap.on(stack).bind("order.events", CREATED)) {
      String user;
      String sku;
      String id;
      try (PackagedService first = PackagedService.start();
          Connection holder = connect()) {
        OrderFixture given = OrderFixture.through(first.rest());
        sku = given.aProductWithStock(10);
        user = given.aUserWith(MONEY);
        // No confirm comes while the broker is frozen: time to lock the row against its removal.
        stack.pause(Server.RABBITMQ);
        id = given.aNewOrder(user, sku, 1);
        assertThat(lockOutboxRowsOf(holder, id)).isEqualTo(1);
        stack.resume(Server.RABBITMQ);
        tap.await(message -> id.equals(message.subject()));
        first.kill9();
      }
      try (PackagedService second = PackagedService.start()) {
        assertThat(idsHeardAgain(tap, id)).containsOnly(tap.about(id).get(0).id());
        assertHappenedOnce(second.rest(), id, user, sku);
      }
    }
  }

  /** The ids of what was heard, once it was heard again. */
  private static List<String> idsHeardAgain(RabbitTap tap, String order) {
    return Awaitility.await("the message comes again")
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> tap.about(order).stream().map(RabbitTap.Message::id).toList(),
            ids -> ids.size() > 1);
  }

  private static void assertHappenedOnce(Rest rest, String id, String user, String sku) {
    OrderFixture given = OrderFixture.through(rest);
    JsonNode order = given.theFinal(id);
    assertThat(order.path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(order.path("history")).hasSize(3);
    // a later order is through the same queues, so the repeated message was seen before it
    given.theFinal(given.aNewOrder(user, sku, 1));
    assertThat(rest.get("/accounts/" + user).json().path("balance").asLong())
        .isEqualTo(MONEY - 2 * order.path("total").path("amount").asLong());
  }

  private Connection connect() throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
            stack.setting("QUARKUS_DATASOURCE_USERNAME"),
            stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    return connection;
  }

  private static int lockOutboxRowsOf(Connection holder, String subject) throws SQLException {
    try (PreparedStatement lock =
        holder.prepareStatement(
            "SELECT id FROM outbox WHERE waits_for = 'B' AND subject = ? FOR UPDATE")) {
      lock.setString(1, subject);
      int rows = 0;
      try (ResultSet locked = lock.executeQuery()) {
        while (locked.next()) {
          rows++;
        }
      }
      return rows;
    }
  }
}
