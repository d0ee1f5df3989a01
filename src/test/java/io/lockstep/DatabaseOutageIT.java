package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A database that hangs or is gone, under load: answers come in time, and nothing is left over. */
class DatabaseOutageIT {
  private static final int WAITING = 30;
  private static final int CONNECTIONS = 20;
  private static final int CALLERS = 200;
  private static final String A_TRANSACTION =
      "/reports/orders?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z";

  private final Stack stack = Stack.current();

  @Test
  void answersInTimeWhileTheDatabaseHangsAndRecoversByItself() throws SQLException {
    try (PackagedService service = startWithTimeout(Duration.ofSeconds(3))) {
      service.rest().get("/dead-letters").expect(200);
      stack.pause(Server.DATABASE);
      try {
        assertOneIsAnsweredWithin(Duration.ofSeconds(6), service, A_TRANSACTION);
        assertOneIsAnsweredWithin(Duration.ofSeconds(6), service, "/audit");
        assertAnsweredWithin(Duration.ofSeconds(10), service);
        service.rest().get("/q/health/live").expect(200);
      } finally {
        stack.resume(Server.DATABASE);
      }
      service.rest().get("/q/health/live").expect(200);
      assertRecovers(service);
    }
  }

  @Test
  void answersWithoutWaitingWhileTheDatabaseIsGoneAndRecoversByItself() throws SQLException {
    try (PackagedService service = startWithTimeout(Duration.ofMinutes(1))) {
      service.rest().get("/dead-letters").expect(200);
      stack.stop(Server.DATABASE);
      try {
        assertAnsweredWithin(Duration.ofSeconds(20), service);
        assertThat(service.rest().get("/q/health/live").status()).isEqualTo(200);
      } finally {
        stack.start(Server.DATABASE);
      }
      assertRecovers(service);
    }
  }

  private PackagedService startWithTimeout(Duration timeout) {
    return PackagedService.on(stack)
        .with("lockstep.sql.timeout", timeout.toMillis() + "ms")
        .with("lockstep.sql.queue", Integer.toString(WAITING))
        .with("lockstep.sql.pool-stall", "2s")
        .start();
  }

  private static void assertOneIsAnsweredWithin(
      Duration limit, PackagedService service, String path) {
    long began = System.nanoTime();
    assertThat(service.rest().get(path).problem()).isEqualTo("database-unavailable");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).as(path).isLessThan(limit);
  }

  /** Many call together: each hears why and when to come again, none later than that. */
  private static void assertAnsweredWithin(Duration limit, PackagedService service) {
    long began = System.nanoTime();
    List<CompletableFuture<Rest.Answer>> calls =
        Stream.generate(() -> service.rest().callLater("GET", "/dead-letters", null))
            .limit(CALLERS)
            .toList();
    List<Rest.Answer> answers = calls.stream().map(CompletableFuture::join).toList();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(limit);
    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).isEqualTo(503);
              assertThat(answer.header("Retry-After")).isNotNull();
              assertThat(answer.problem()).isIn("overloaded", "database-unavailable");
            })
        .anyMatch(answer -> answer.problem().equals("database-unavailable"));
  }

  /** It serves again, over every connection of its pool. */
  private void assertRecovers(PackagedService service) throws SQLException {
    Awaitility.await("the database serves again")
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                service.rest().get("/dead-letters").status() == 200
                    && service.rest().get("/products").status() == 200);
    assertNoConnectionIsLost(service);
  }

  /**
   * More callers than there are connections queue for one locked row: if every connection still
   * serves, as many statements wait in the database at once.
   */
  private void assertNoConnectionIsLost(PackagedService service) throws SQLException {
    String sku = OrderFixture.through(service.rest()).aProductWithStock(1_000);
    try (Connection holder = connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("SELECT sku FROM stock WHERE sku = '" + sku + "' FOR UPDATE");
      Awaitility.await("all " + CONNECTIONS + " connections are used")
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () ->
                  assertThat(mostStatementsWaiting(service, sku, statement))
                      .isEqualTo(CONNECTIONS));
    }
  }

  private static int mostStatementsWaiting(PackagedService service, String sku, Statement monitor)
      throws SQLException {
    List<CompletableFuture<Rest.Answer>> callers =
        Stream.generate(() -> reserveUnderRowLock(service, sku)).limit(CONNECTIONS + 10).toList();
    int most = 0;
    while (most < CONNECTIONS && callers.stream().anyMatch(caller -> !caller.isDone())) {
      try (ResultSet waiting =
          monitor.executeQuery(
              "SELECT COUNT(*) FROM information_schema.processlist"
                  + " WHERE info LIKE '%FROM stock WHERE%FOR UPDATE' AND id <> CONNECTION_ID()")) {
        waiting.next();
        most = Math.max(most, waiting.getInt(1));
      }
    }
    return most;
  }

  private static CompletableFuture<Rest.Answer> reserveUnderRowLock(
      PackagedService service, String sku) {
    return service
        .rest()
        .callLater(
            "POST", "/stock/" + sku + "/reservations", Map.of("quantity", 1, "guard", "row-lock"));
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
        stack.setting("QUARKUS_DATASOURCE_USERNAME"),
        stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
  }
}
