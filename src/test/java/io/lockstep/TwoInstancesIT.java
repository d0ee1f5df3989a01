package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two instances share the outbox, and neither waits for the other to look into it by itself. */
class TwoInstancesIT {
  private static final int ORDERS = 20;

  private final Stack stack = Stack.current();

  @Test
  void whatOneAppendsTheOtherPublishesAtOnce() throws SQLException {
    try (PackagedService first = startRarelyLooking();
        PackagedService second = startRarelyLooking()) {
      awaitThatBothHoldShards();
      Rest rest = first.rest();
      OrderFixture given = OrderFixture.through(rest);
      String user = given.aUserWith(1_000_000);
      String sku = given.aProductWithStock(100);
      List<Long> millis =
          Stream.generate(() -> confirm(rest, user, sku)).limit(ORDERS).sorted().toList();
      // A hop that nobody was woken for waits up to 5 s, a third of the lease.
      assertThat(millis.get(ORDERS / 2)).as("median of %s", millis).isLessThan(1000);
      assertThat(second.isAlive()).isTrue();
    }
  }

  private PackagedService startRarelyLooking() {
    return PackagedService.on(stack)
        .with("lockstep.messaging.relay-poll", "10m")
        .with("lockstep.messaging.shard-lease", "15s")
        .start();
  }

  /** The time from the post to the confirmed order, in milliseconds. */
  private static long confirm(Rest rest, String user, String sku) {
    long began = System.nanoTime();
    assertThat(
            rest.post(
                    "/orders",
                    Map.of("userId", user, "items", List.of(Map.of("sku", sku, "quantity", 1))),
                    "Prefer",
                    "wait=30")
                .json()
                .path("status")
                .asText())
        .isEqualTo("CONFIRMED");
    return Duration.ofNanos(System.nanoTime() - began).toMillis();
  }

  private void awaitThatBothHoldShards() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
                stack.setting("QUARKUS_DATASOURCE_USERNAME"),
                stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
        Statement statement = connection.createStatement()) {
      Awaitility.await("four shards for each instance")
          .atMost(Duration.ofSeconds(60))
          .until(() -> sharesOf(statement).equals("4,4"));
    }
  }

  private static String sharesOf(Statement statement) throws SQLException {
    try (ResultSet shares =
        statement.executeQuery(
            """
            SELECT GROUP_CONCAT(shards) FROM (
              SELECT COUNT(*) AS shards FROM distributed_locks
               WHERE lock_key LIKE 'outbox-shard/%' AND expires_at > UTC_TIMESTAMP(6)
               GROUP BY lock_id) shares
            """)) {
      shares.next();
      return String.valueOf(shares.getString(1));
    }
  }
}
