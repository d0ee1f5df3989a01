package io.lockstep.sql;

import static io.lockstep.sql.OpenTransaction.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.lockstep.sql.tables.Table;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RowLockTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Inject Transactions transactions;
  @Inject AgroalDataSource jdbc;
  @Inject MeterRegistry metrics;

  private final TxOptions options = TxOptions.of("test-" + UUID.randomUUID());

  @Test
  void readersShareARowAndAWriterWaitsForThem() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 1);
        OpenTransaction one = OpenTransaction.begin(transactions, options);
        OpenTransaction other = OpenTransaction.begin(transactions, options);
        OpenTransaction writer = OpenTransaction.begin(transactions, options)) {
      get(one.start(tx -> lock(tx, table, RowLock.SHARE, 1)));
      get(other.start(tx -> lock(tx, table, RowLock.SHARE, 1)));
      var writing = writer.start(tx -> lock(tx, table, RowLock.UPDATE, 1));
      assertThat(writer.isWaiting(writing)).isTrue();
      one.commit();
      other.commit();
      assertThat(get(writing)).containsExactly("00001");
    }
  }

  @Test
  void nowaitDoesNotWaitForTheLimit() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 2);
        Connection holder = table.holdingRow(1)) {
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 41; i++) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> run(tx -> lock(tx, table, RowLock.UPDATE_NOWAIT, 1)))
            .isInstanceOf(RowBusy.class);
        millis.add((System.nanoTime() - began) / 1_000_000);
      }
      Collections.sort(millis);
      // the limit for a lock that is waited for is seconds
      assertThat(millis.get(millis.size() / 2)).as("median of %s ms", millis).isLessThan(500);
      assertThat(run(tx -> lock(tx, table, RowLock.UPDATE_NOWAIT, 2))).containsExactly("00002");
      holder.rollback();
    }
    assertThat(conflicts("nowait-refused")).isEqualTo(41);
    assertThat(conflicts("lock-wait-timeout")).as("it is not a timeout").isZero();
    assertThat(metrics.counter("lockstep.sql.retries", "use_case", options.useCase()).count())
        .as("it is not retried")
        .isZero();
  }

  @Test
  void skipLockedLeavesOutWhatAnotherHolds() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 3);
        Connection holder = table.holdingRow(2)) {
      assertThat(
              run(
                  tx ->
                      tx.lock(
                          RowLock.UPDATE_SKIP_LOCKED,
                          "SELECT id FROM " + table.name() + " ORDER BY id",
                          row -> row.getString(0))))
          .containsExactly("00001", "00003");
      holder.rollback();
    }
  }

  @Test
  void skipLockedHandsTenThousandRowsToEightWorkersEachOnce() throws SQLException {
    int rows = 10_000;
    try (ProbeTable table = ProbeTable.withRows(jdbc, rows)) {
      List<List<String>> taken =
          Multi.createFrom()
              .range(1, 9)
              .onItem()
              .transformToUni(worker -> takeUntilNoneIsLeft(table, worker))
              .merge(8)
              .collect()
              .asList()
              .await()
              .atMost(TIMEOUT);
      List<String> all = taken.stream().flatMap(List::stream).sorted().toList();
      assertThat(all).isEqualTo(IntStream.rangeClosed(1, rows).mapToObj(ProbeTable::id).toList());
      assertThat(taken).filteredOn(of -> !of.isEmpty()).hasSizeGreaterThan(1);
      assertThat(conflicts("deadlock") + conflicts("lock-wait-timeout")).isZero();
    }
  }

  @Test
  void rowsNamedInAnyOrderAreLockedInOneAndNeverDeadlock() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 6)) {
      Table<String> keyed = Table.byText(table.name(), "id", 16);
      Random random = new Random(3);
      List<List<String>> inAnyOrder =
          IntStream.range(0, 400)
              .mapToObj(
                  n -> {
                    List<String> ids =
                        new ArrayList<>(
                            IntStream.rangeClosed(1, 6).mapToObj(ProbeTable::id).toList());
                    Collections.shuffle(ids, random);
                    return ids.subList(0, 4);
                  })
              .toList();
      List<List<String>> locked =
          Multi.createFrom()
              .iterable(inAnyOrder)
              .onItem()
              .transformToUni(
                  ids ->
                      transactions.run(
                          options,
                          tx -> keyed.lock(tx, RowLock.UPDATE, "id", ids, row -> row.getString(0))))
              .merge(16)
              .collect()
              .asList()
              .await()
              .atMost(TIMEOUT);
      assertThat(locked).hasSize(400).allSatisfy(ids -> assertThat(ids).hasSize(4).isSorted());
      assertThat(conflicts("deadlock")).isZero();
      assertThat(run(tx -> keyed.lock(tx, RowLock.UPDATE, "id", List.of(), row -> "x"))).isEmpty();
    }
  }

  private Uni<List<String>> takeUntilNoneIsLeft(ProbeTable table, int worker) {
    return takeSome(table, worker)
        .flatMap(
            some ->
                some.isEmpty()
                    ? Uni.createFrom().item(some)
                    : takeUntilNoneIsLeft(table, worker).map(more -> both(some, more)));
  }

  private Uni<List<String>> takeSome(ProbeTable table, int worker) {
    return transactions.run(
        options,
        tx ->
            tx.lock(
                    RowLock.UPDATE_SKIP_LOCKED,
                    "SELECT id FROM "
                        + table.name()
                        + " WHERE taken_by IS NULL ORDER BY id LIMIT 250",
                    row -> row.getString(0))
                .call(ids -> mark(tx, table, ids, worker)));
  }

  private static Uni<Integer> mark(Tx tx, ProbeTable table, List<String> ids, int worker) {
    return ids.isEmpty()
        ? Uni.createFrom().item(0)
        : tx.update(
            "UPDATE "
                + table.name()
                + " SET taken_by = ? WHERE id IN ('"
                + String.join("', '", ids)
                + "')",
            worker);
  }

  private static List<String> both(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private static Uni<List<String>> lock(Tx tx, ProbeTable table, RowLock lock, int number) {
    return tx.lock(
        lock,
        "SELECT id FROM " + table.name() + " WHERE id = '" + ProbeTable.id(number) + "'",
        row -> row.getString(0));
  }

  private List<String> run(Function<Tx, Uni<List<String>>> work) {
    return transactions.run(options, work).await().atMost(TIMEOUT);
  }

  private double conflicts(String kind) {
    return metrics
        .counter("lockstep.sql.conflicts", "use_case", options.useCase(), "kind", kind)
        .count();
  }
}
