package io.lockstep.batches;

import io.lockstep.batches.PercentJobView.Failure;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.lockstep.sweeps.Due;
import io.lockstep.sweeps.ItemSweep;
import io.lockstep.sweeps.SweptItems;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * Carries out {@link PercentJobs}, a batch in one short transaction. The job's own row says how far
 * it has come and changes together with the amounts, so that after a crash whoever goes on changes
 * each row exactly once. It is claimed with SKIP LOCKED: several instances work on different jobs,
 * or on the batches of one job by turns, and none waits for another. The rows of a batch are locked
 * FOR UPDATE, in ascending order.
 *
 * <p>A row that cannot be changed is left as it is, counted and named by the job. One that only the
 * database refuses is found by halving its batch, so it costs the others a few transactions more. A
 * job that cannot go on at all is set aside, see {@link ItemSweep}, and the next one runs.
 */
final class PercentBatches implements SweptItems<PercentJob> {
  private static final Logger LOG = Logger.getLogger(PercentBatches.class);

  private final PercentTarget target;
  private final Transactions transactions;
  private final Clock clock;
  private final Counter skipped;
  private final TableRows<Amount> amounts;

  PercentBatches(
      PercentTarget target, Transactions transactions, Clock clock, MeterRegistry metrics) {
    this.target = target;
    this.transactions = transactions;
    this.clock = clock;
    this.skipped = metrics.counter("lockstep.batches.skipped", "kind", target.kind());
    this.amounts = amountsOf(target.rows());
  }

  private static TableRows<Amount> amountsOf(PercentTarget.Rows rows) {
    return Table.byText(rows.table(), rows.key(), 255)
        .rows(
            Amount::key,
            Column.number(rows.amount(), Amount::amount),
            Column.sql("version", rows.table() + ".version + 1"),
            Column.sql("updated_at", "?"));
  }

  @Override
  public Uni<List<String>> due(Tx tx, Due which) {
    return tx.list(
        "SELECT id FROM %s WHERE status = 'RUNNING' AND %s ORDER BY id LIMIT %d"
            .formatted(target.jobs().table(), which.condition("id"), which.limit()),
        row -> row.getString("id"),
        which.argument());
  }

  @Override
  public Uni<List<PercentJob>> lock(Tx tx, Due which) {
    return tx.lock(
        RowLock.UPDATE_SKIP_LOCKED,
        """
        SELECT id, %s AS job_group, percent, batch_size, skipped, %s AS last_key, created_at
          FROM %s WHERE status = 'RUNNING' AND %s ORDER BY id LIMIT %d"""
            .formatted(
                target.group(),
                target.jobs().lastKey(),
                target.jobs().table(),
                which.condition("id"),
                which.limit()),
        PercentJob::of,
        which.argument());
  }

  @Override
  public Uni<Void> apply(Tx tx, List<PercentJob> claimed) {
    PercentJob job = claimed.get(0);
    return adjust(tx, job, job.batchSize());
  }

  /** Does one batch of a job in which there is a bad row. */
  Uni<Void> aroundBadRows(String id) {
    return transactions
        .read(
            tx ->
                tx.first(
                    "SELECT batch_size FROM %s WHERE id = ?".formatted(target.jobs().table()),
                    row -> Math.max(1, row.getInteger("batch_size")),
                    id))
        .flatMap(
            size -> size.map(rows -> next(id, rows)).orElse(Uni.createFrom().<Void>nullItem()));
  }

  /** Does the next so many rows of a job, in as many transactions as it takes. */
  private Uni<Void> next(String id, int rows) {
    return withJob(id, (tx, job) -> adjust(tx, job, rows))
        .onFailure(PercentBatches::isOfARow)
        .recoverWithUni(error -> rows == 1 ? skipNext(id, error) : halves(id, rows));
  }

  /** Neither the server nor another transaction is the reason. */
  private static boolean isOfARow(Throwable error) {
    return !SqlErrors.isUnavailable(error)
        && !SqlErrors.isLockWaitTimeout(error)
        && !SqlErrors.isDeadlock(error);
  }

  private Uni<Void> halves(String id, int rows) {
    return next(id, rows / 2).chain(() -> next(id, rows - rows / 2));
  }

  private Uni<Void> skipNext(String id, Throwable error) {
    LOG.warnf("%s %s skips a row: %s", target.kind(), id, error);
    return withJob(
        id,
        (tx, job) ->
            lockRows(tx, job, 1)
                .flatMap(
                    rows ->
                        progress(
                            tx,
                            job,
                            new Outcome(
                                rows,
                                1,
                                List.of(),
                                rows.stream()
                                    .map(row -> new Failure(row.key(), "refused"))
                                    .toList()))));
  }

  private Uni<Void> withJob(String id, BiFunction<Tx, PercentJob, Uni<Void>> step) {
    return transactions.run(
        ItemSweep.forOneItem(target.kind()),
        tx ->
            lock(tx, Due.only(id))
                .flatMap(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().<Void>nullItem()
                            : step.apply(tx, found.get(0))));
  }

  private Uni<Void> adjust(Tx tx, PercentJob job, int most) {
    return lockRows(tx, job, most)
        .map(rows -> decide(job, rows, most))
        .call(outcome -> writeAmounts(tx, outcome.adjusted()))
        .flatMap(outcome -> progress(tx, job, outcome));
  }

  private Uni<List<Amount>> lockRows(Tx tx, PercentJob job, int most) {
    PercentTarget.Rows rows = target.rows();
    return tx.lock(
        RowLock.UPDATE,
        """
        SELECT %1$s AS row_key, %2$s AS amount FROM %3$s FORCE INDEX (%4$s)
         WHERE %5$s = ? AND %1$s > ? AND created_at <= ? ORDER BY %1$s LIMIT ?"""
            .formatted(rows.key(), rows.amount(), rows.table(), rows.index(), target.group()),
        Amount::of,
        job.group(),
        job.lastKey(),
        job.createdAt(),
        most);
  }

  private static Outcome decide(PercentJob job, List<Amount> rows, int most) {
    List<Amount> adjusted = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Amount row : rows) {
      BigDecimal changed = job.percent().appliedTo(row.amount());
      ComputedAmount.trouble(job.percent().exactlyOf(row.amount()))
          .or(() -> ComputedAmount.trouble(changed))
          .ifPresentOrElse(
              reason -> failures.add(new Failure(row.key(), reason)),
              () -> adjusted.add(row.becoming(changed)));
    }
    return new Outcome(rows, most, adjusted, failures);
  }

  private Uni<Void> writeAmounts(Tx tx, List<Amount> adjusted) {
    return amounts.update(tx, adjusted, Time.toColumn(clock.instant())).replaceWithVoid();
  }

  /** A batch that is not full was the last. */
  private Uni<Void> progress(Tx tx, PercentJob job, Outcome outcome) {
    List<Failure> failures = outcome.failures();
    if (!failures.isEmpty()) {
      tx.afterCommit(() -> name(job, failures));
    }
    return tx.update(
            "UPDATE %s SET adjusted = adjusted + ?, skipped = skipped + ?, %s = ?, status = ? WHERE id = ?"
                .formatted(target.jobs().table(), target.jobs().lastKey()),
            outcome.adjusted().size(),
            failures.size(),
            outcome.lastKey(job),
            outcome.isLast() ? "COMPLETED" : "RUNNING",
            job.id())
        .chain(() -> PercentFailures.keep(tx, job.id(), job.skipped(), failures));
  }

  private void name(PercentJob job, List<Failure> failures) {
    skipped.increment(failures.size());
    LOG.warnf(
        "%s %s skipped %d rows, the first: %s (%s)",
        target.kind(), job.id(), failures.size(), failures.get(0).id(), failures.get(0).reason());
  }

  /**
   * What becomes of the rows of a batch.
   *
   * @param most how many rows the batch could have had
   */
  private record Outcome(
      List<Amount> rows, int most, List<Amount> adjusted, List<Failure> failures) {
    boolean isLast() {
      return rows.size() < most;
    }

    String lastKey(PercentJob job) {
      return rows.isEmpty() ? job.lastKey() : rows.get(rows.size() - 1).key();
    }
  }

  private record Amount(String key, long amount) {
    static Amount of(Row row) {
      return new Amount(row.getString("row_key"), row.getLong("amount"));
    }

    Amount becoming(BigDecimal changed) {
      return new Amount(key, changed.longValueExact());
    }
  }
}
