package io.lockstep.sql;

import static io.lockstep.sql.OpenTransaction.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TransactionsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Session USUAL = new Session("READ COMMITTED", false, 5);

  @Inject Transactions transactions;
  @Inject AgroalDataSource jdbc;
  @Inject MeterRegistry metrics;

  @ConfigProperty(name = "quarkus.datasource.reactive.max-size")
  int poolSize;

  private final String useCase = "test-" + UUID.randomUUID();
  private final TxOptions unusual =
      TxOptions.of(useCase)
          .at(Isolation.SERIALIZABLE)
          .reading()
          .waitingAtMost(Duration.ofMillis(1200))
          .within(Duration.ZERO);

  @Test
  void runsAsItsOptionsSay() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 1);
        OpenTransaction open = OpenTransaction.begin(transactions, unusual)) {
      assertThat(sessionOf(open, table)).isEqualTo(new Session("SERIALIZABLE", true, 2));
      assertThatThrownBy(() -> get(open.update("UPDATE " + table.name() + " SET value = 1")))
          .hasStackTraceContaining("READ ONLY");
    }
  }

  @Test
  void leavesNoSettingToTheNextUserOfTheConnection() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 1)) {
      for (int i = 0; i < poolSize; i++) {
        run(unusual, tx -> tx.first("SELECT 1", row -> 1));
        assertThatThrownBy(() -> run(unusual, tx -> tx.first("SELECT nonsense", row -> 1)))
            .isNotNull();
        assertThatThrownBy(() -> run(unusual, tx -> Uni.createFrom().failure(new Refusal())))
            .isInstanceOf(Refusal.class);
      }
      allConnectionsAreAsUsual(table);
    }
  }

  /** A caller may go at any time: before the connection, the settings, the begin, the statement. */
  @Test
  void leavesNoSettingBehindACallerWhoWentInTheMiddle() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 1)) {
      for (int i = 0; i < 400; i++) {
        AtomicInteger spins = new AtomicInteger(i * 50);
        Cancellable caller =
            transactions
                .run(unusual, tx -> tx.list("SELECT * FROM " + table.name(), row -> 1))
                .subscribe()
                .with(done -> {}, error -> {});
        while (spins.decrementAndGet() > 0) {
          Thread.onSpinWait();
        }
        caller.cancel();
      }
      allConnectionsAreAsUsual(table);
    }
  }

  /** It would be committed by itself if it came after the rollback. */
  @Test
  void runsNoStatementAfterItsCallerHasGone() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 1)) {
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Cancellable caller =
            transactions
                .run(
                    useCase,
                    tx ->
                        tx.list("SELECT 1", row -> 1)
                            .invoke(() -> begun.complete(null))
                            .chain(() -> tx.list("SELECT SLEEP(0.02)", row -> 1))
                            .chain(() -> tx.update("UPDATE " + table.name() + " SET value = 11"))
                            .chain(() -> tx.update("UPDATE " + table.name() + " SET value = 12")))
                .subscribe()
                .with(done -> {}, error -> {});
        get(begun);
        caller.cancel();
      }
      allConnectionsAreAsUsual(table);
      assertThat(sumIn(table)).isEqualTo(10);
    }
  }

  /** Its next user would wait for that query, while other connections are free. */
  @Test
  void givesNoConnectionBackWhileItsQueryRuns() throws SQLException {
    String query = "SELECT SLEEP(3), '" + useCase + "'";
    Cancellable caller =
        transactions.read(tx -> tx.first(query, row -> 1)).subscribe().with(done -> {}, e -> {});
    try (Connection connection = jdbc.getConnection();
        Statement processes = connection.createStatement()) {
      await().until(() -> isRunning(processes, query));
      caller.cancel();
      List<Uni<Optional<Integer>>> others =
          Stream.generate(() -> transactions.read(tx -> tx.first("SELECT SLEEP(0.1)", row -> 1)))
              .limit(poolSize)
              .toList();
      assertThat(Uni.join().all(others).andFailFast().await().atMost(Duration.ofSeconds(30)))
          .hasSize(poolSize);
      assertThat(isRunning(processes, query)).as("the query of before").isTrue();
    }
  }

  private static boolean isRunning(Statement processes, String query) throws SQLException {
    try (ResultSet found =
        processes.executeQuery(
            "SELECT 1 FROM information_schema.processlist WHERE info = '"
                + query.replace("'", "''")
                + "'")) {
      return found.next();
    }
  }

  @Test
  void runsAgainWhatADeadlockRolledBack() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 2)) {
      CompletableFuture<Void> oneAt1 = new CompletableFuture<>();
      CompletableFuture<Void> otherAt2 = new CompletableFuture<>();
      CompletableFuture<Integer> one = changing(table, 1, 2, oneAt1, otherAt2);
      CompletableFuture<Integer> other = changing(table, 2, 1, otherAt2, oneAt1);
      get(one);
      get(other);
      assertThat(sumIn(table)).as("both changes, each once").isEqualTo(2 * 10 + 2 * 2);
      assertThat(conflicts("deadlock")).isEqualTo(1);
      assertThat(retries()).isEqualTo(1);
    }
  }

  @Test
  void waitsForALockNoLongerThanItsLimit() throws SQLException {
    TxOptions options =
        TxOptions.of(useCase).waitingAtMost(Duration.ofSeconds(1)).within(Duration.ZERO);
    try (ProbeTable table = ProbeTable.withRows(jdbc, 1);
        Connection holder = table.holdingRow(1)) {
      long began = System.nanoTime();
      assertThatThrownBy(() -> run(options, tx -> lockFirst(tx, table, RowLock.UPDATE)))
          .matches(SqlErrors::isLockWaitTimeout);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(900), Duration.ofMillis(3500));
      holder.rollback();
    }
    assertThat(conflicts("lock-wait-timeout")).isEqualTo(1);
  }

  @Test
  void runsAgainWhatWaitedTooLongUntilItGetsTheLock() throws SQLException {
    TxOptions options =
        TxOptions.of(useCase).waitingAtMost(Duration.ofSeconds(1)).within(Duration.ofSeconds(12));
    try (ProbeTable table = ProbeTable.withRows(jdbc, 1);
        Connection holder = table.holdingRow(1)) {
      CompletableFuture<List<Integer>> waiting =
          transactions
              .run(options, tx -> lockFirst(tx, table, RowLock.UPDATE))
              .subscribeAsCompletionStage();
      await().atMost(TIMEOUT).until(() -> conflicts("lock-wait-timeout") >= 1);
      holder.rollback();
      assertThat(get(waiting)).containsExactly(10);
      assertThat(retries()).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void commitsASingleStatementOnceItGetsTheLock() throws SQLException {
    AtomicInteger committed = new AtomicInteger();
    try (ProbeTable table = ProbeTable.withRows(jdbc, 1);
        Connection holder = table.holdingRow(1)) {
      CompletableFuture<Integer> waiting =
          transactions
              .single(
                  useCase,
                  tx -> {
                    tx.afterCommit(committed::incrementAndGet);
                    return tx.update("UPDATE " + table.name() + " SET value = value + 1");
                  })
              .subscribeAsCompletionStage();
      await().atMost(TIMEOUT).until(() -> conflicts("lock-wait-timeout") >= 1);
      assertThat(committed).hasValue(0);
      holder.rollback();
      assertThat(get(waiting)).isEqualTo(1);
      assertThat(committed).hasValue(1);
      assertThat(sumIn(table)).isEqualTo(11);
      assertThat(retries()).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void givesUpAtItsDeadline() throws SQLException {
    TxOptions options =
        TxOptions.of(useCase).waitingAtMost(Duration.ofSeconds(1)).within(Duration.ofMillis(1));
    try (ProbeTable table = ProbeTable.withRows(jdbc, 1);
        Connection holder = table.holdingRow(1)) {
      assertThatThrownBy(() -> run(options, tx -> lockFirst(tx, table, RowLock.UPDATE)))
          .matches(SqlErrors::isLockWaitTimeout);
      assertThat(retries()).isZero();
      holder.rollback();
    }
  }

  @Test
  void timesHowLongAConnectionIsHeld() {
    run(TxOptions.of(useCase), tx -> tx.first("SELECT SLEEP(0.05)", row -> 1));
    assertThat(metrics.timer("lockstep.sql.transaction", "use_case", useCase).count()).isEqualTo(1);
    assertThat(
            metrics
                .timer("lockstep.sql.transaction", "use_case", useCase)
                .max(java.util.concurrent.TimeUnit.MILLISECONDS))
        .isGreaterThan(45);
  }

  /** Adds one to a row, waits until the other has its first too, and adds one to the other row. */
  private CompletableFuture<Integer> changing(
      ProbeTable table,
      int first,
      int second,
      CompletableFuture<Void> ownFirst,
      CompletableFuture<Void> othersFirst) {
    String add = "UPDATE " + table.name() + " SET value = value + 1 WHERE id = ?";
    return transactions
        .run(
            useCase,
            tx ->
                tx.update(add, ProbeTable.id(first))
                    .invoke(() -> ownFirst.complete(null))
                    .chain(() -> Uni.createFrom().completionStage(othersFirst))
                    .chain(() -> tx.update(add, ProbeTable.id(second))))
        .subscribeAsCompletionStage();
  }

  private int sumIn(ProbeTable table) {
    String sum = "SELECT CAST(SUM(value) AS SIGNED) FROM " + table.name();
    return run(TxOptions.of(useCase), tx -> tx.first(sum, row -> row.getInteger(0))).orElseThrow();
  }

  private static Uni<List<Integer>> lockFirst(Tx tx, ProbeTable table, RowLock lock) {
    return tx.lock(
        lock,
        "SELECT value FROM " + table.name() + " WHERE id = '00001'",
        row -> row.getInteger(0));
  }

  /** Opens as many transactions as there are connections, so that each of them is seen. */
  private void allConnectionsAreAsUsual(ProbeTable table) {
    List<OpenTransaction> all =
        Stream.generate(() -> OpenTransaction.begin(transactions, TxOptions.of(useCase)))
            .limit(poolSize)
            .toList();
    try {
      assertThat(all).allSatisfy(open -> assertThat(sessionOf(open, table)).isEqualTo(USUAL));
    } finally {
      all.forEach(OpenTransaction::close);
    }
  }

  /**
   * As the server sees the transaction that is open, not only what its session is set to. MariaDB's
   * picture may be of the one before on the same connection, so the first look waits too.
   */
  private static Session sessionOf(OpenTransaction open, ProbeTable table) {
    get(open.list("SELECT * FROM " + table.name(), row -> 1));
    return await()
        .atMost(TIMEOUT)
        .pollDelay(OpenTransaction.LOOK_AGAIN)
        .pollInterval(OpenTransaction.LOOK_AGAIN)
        .until(
            () ->
                get(
                    open.list(
                        "SELECT trx_isolation_level, trx_is_read_only, @@innodb_lock_wait_timeout"
                            + " FROM information_schema.innodb_trx"
                            + " WHERE trx_mysql_thread_id = CONNECTION_ID()",
                        row ->
                            new Session(
                                row.getString(0), row.getInteger(1) == 1, row.getInteger(2)))),
            found -> found.size() == 1)
        .get(0);
  }

  private <T> T run(TxOptions options, java.util.function.Function<Tx, Uni<T>> work) {
    return transactions.run(options, work).await().atMost(TIMEOUT);
  }

  private double conflicts(String kind) {
    return metrics.counter("lockstep.sql.conflicts", "use_case", useCase, "kind", kind).count();
  }

  private double retries() {
    return metrics.counter("lockstep.sql.retries", "use_case", useCase).count();
  }

  private record Session(String isolation, boolean readOnly, int lockWaitSeconds) {}

  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
