package io.lockstep.inventory.guards;

import static io.lockstep.inventory.guards.StockGuardContract.aCommand;
import static io.lockstep.inventory.guards.StockGuardContract.auditHolds;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.stockIs;
import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.lockstep.idempotency.Acts;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.tables.JsonRows;
import io.lockstep.testing.ClosedLoop;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Connections are cut, deadlocks made and ids repeated while callers share transactions: whoever
 * hears yes has a reservation, and whoever hears anything else has none.
 */
@QuarkusTest
class GroupCommitOnBadDaysTest {
  private static final int CALLERS = 40;
  private static final Duration TIME = Duration.ofSeconds(8);
  private static final long UNITS = 1_000_000;
  private static final int ONE_IN = 5;
  private static final double LONGEST_MILLIS = 10_000;

  @Inject GroupCommitGuard guard;
  @Inject Transactions transactions;
  @Inject AgroalDataSource jdbc;

  private final Map<String, Boolean> heardYes = new ConcurrentHashMap<>();
  private final AtomicInteger cut = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final AtomicInteger repeatedAndTaken = new AtomicInteger();
  private volatile boolean over;

  @Test
  void everyCallerHearsTheTruth() throws InterruptedException {
    List<String> skus = List.of(aSkuWith(UNITS), aSkuWith(UNITS), aSkuWith(UNITS));
    Thread cutter = new Thread(this::cutConnections, "cuts connections");
    Thread locker = new Thread(() -> lockInTheWrongOrder(skus), "makes deadlocks");
    cutter.start();
    locker.start();
    ClosedLoop.Figures figures =
        ClosedLoop.async(CALLERS, TIME, () -> reserveOne(skus.get(random(skus.size()))));
    over = true;
    cutter.join();
    locker.join();

    System.err.printf(
        "%s with %d connections cut, %d ids repeated%n", figures, cut.get(), repeated.get());
    assertThat(cut).as("connections cut").hasPositiveValue();
    assertThat(repeated).as("ids repeated").hasPositiveValue();
    assertThat(repeatedAndTaken).as("repeated ids that were taken again").hasValue(0);
    assertThat(figures.errors()).as("callers that heard of a failure").isPositive();
    assertThat(figures.p99())
        .as("p99, ms: nobody waits for the timeout")
        .isLessThan(LONGEST_MILLIS);
    Set<String> told =
        heardYes.entrySet().stream()
            .filter(Map.Entry::getValue)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(new HashSet<>(held(skus))).isEqualTo(told);
    for (String sku : skus) {
      stockIs(sku, UNITS, held(List.of(sku)).size());
    }
    auditHolds();
  }

  private Uni<Boolean> reserveOne(String sku) {
    ReservationCommand command = aCommand(sku, 1);
    return guard
        .reserve(Acts.anAct(), command)
        .map(answer -> answer instanceof ReserveOutcome.Held)
        .onItemOrFailure()
        .invoke((yes, failure) -> heardYes.put(command.id(), failure == null && yes))
        .call(
            yes ->
                yes && random(ONE_IN) == 0 ? reserveAgain(command) : Uni.createFrom().voidItem());
  }

  private Uni<Void> reserveAgain(ReservationCommand command) {
    repeated.incrementAndGet();
    return guard
        .reserve(Acts.anAct(), command)
        .invoke(answer -> repeatedAndTaken.incrementAndGet())
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private void cutConnections() {
    while (!over) {
      try (Connection connection = jdbc.getConnection();
          Statement statement = connection.createStatement()) {
        long victim = busyConnection(statement);
        if (victim > 0) {
          statement.execute("KILL " + victim);
          cut.incrementAndGet();
        }
      } catch (SQLException goneAlready) {
        // it ended by itself between the look and the cut
      }
      pause(25);
    }
  }

  private static long busyConnection(Statement statement) throws SQLException {
    try (ResultSet found =
        statement.executeQuery(
            "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
                + " AND (info LIKE '%reservations%' OR info LIKE 'COMMIT%')")) {
      return found.next() ? found.getLong(1) : 0;
    }
  }

  private void lockInTheWrongOrder(List<String> skus) {
    List<String> descending = skus.stream().sorted((a, b) -> b.compareTo(a)).toList();
    while (!over) {
      try (Connection connection = jdbc.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        for (String sku : descending) {
          statement.execute("SELECT sku FROM stock WHERE sku = '" + sku + "' FOR UPDATE");
        }
        connection.rollback();
      } catch (SQLException chosenAsTheVictim) {
        // as often as not; the others' turn then
      }
      pause(50);
    }
  }

  private List<String> held(List<String> skus) {
    return transactions
        .run(
            "test",
            tx ->
                tx.list(
                    """
                    SELECT r.id FROM reservations r
                     WHERE r.sku IN (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (
                       sku VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j)
                    """,
                    row -> row.getString("id"),
                    JsonRows.ofValues(skus)))
        .await()
        .atMost(Duration.ofSeconds(60));
  }

  private static int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }

  /** Between two disturbances, so that some batches get through. */
  private static void pause(int millis) {
    LockSupport.parkNanos(millis * 1_000_000L);
  }
}
