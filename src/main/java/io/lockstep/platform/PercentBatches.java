package io.lockstep.platform;

import io.lockstep.sql.JsonRows;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.List;

/**
 * Carries out {@link PercentJobs}, a batch in one short transaction. The job's own row says how far
 * it has come and changes together with the amounts, so that after a crash whoever goes on changes
 * each row exactly once. It is claimed with SKIP LOCKED: several instances work on different jobs,
 * or on the batches of one job by turns, and none waits for another. The rows of a batch are locked
 * FOR UPDATE, in ascending order.
 *
 * <p>A row whose amount would exceed 15 digits by now is left as it is and not counted.
 */
final class PercentBatches {
  private final PercentTarget target;
  private final Transactions transactions;
  private final Clock clock;

  PercentBatches(PercentTarget target, Transactions transactions, Clock clock) {
    this.target = target;
    this.transactions = transactions;
    this.clock = clock;
  }

  Uni<Integer> run() {
    return transactions.run(
        target.kind(),
        tx ->
            claim(tx)
                .flatMap(
                    claimed ->
                        claimed.isEmpty()
                            ? Uni.createFrom().item(0)
                            : adjust(tx, claimed.get(0)).replaceWith(1)));
  }

  private Uni<List<Job>> claim(Tx tx) {
    return tx.lock(
        RowLock.UPDATE_SKIP_LOCKED,
        """
        SELECT id, %s AS job_group, percent, batch_size, %s AS last_key, created_at
          FROM %s WHERE status = 'RUNNING' ORDER BY id LIMIT 1"""
            .formatted(target.group(), target.jobs().lastKey(), target.jobs().table()),
        Job::of);
  }

  private Uni<Integer> adjust(Tx tx, Job job) {
    return lockRows(tx, job)
        .flatMap(
            rows ->
                writeAmounts(tx, job.percent(), rows)
                    .flatMap(adjusted -> progress(tx, job, rows, adjusted)));
  }

  private Uni<List<Amount>> lockRows(Tx tx, Job job) {
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
        job.batchSize());
  }

  private Uni<Integer> writeAmounts(Tx tx, Percent percent, List<Amount> rows) {
    List<Amount> adjusted =
        rows.stream()
            .filter(row -> !Amounts.isTooLarge(percent.appliedTo(row.amount())))
            .map(row -> row.becoming(percent.appliedTo(row.amount())))
            .toList();
    return adjusted.isEmpty()
        ? Uni.createFrom().item(0)
        : tx.update(
                """
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
                    k VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin PATH '$.k',
                    a BIGINT PATH '$.a')) j
                  STRAIGHT_JOIN %s r FORCE INDEX (PRIMARY) ON r.%s = j.k
                   SET r.%s = j.a, r.version = r.version + 1, r.updated_at = ?
                """
                    .formatted(target.rows().table(), target.rows().key(), target.rows().amount()),
                JsonRows.of(adjusted, Amount::row),
                Time.toColumn(clock.instant()))
            .replaceWith(adjusted.size());
  }

  /** A batch that is not full was the last. */
  private Uni<Integer> progress(Tx tx, Job job, List<Amount> rows, int adjusted) {
    boolean isLast = rows.size() < job.batchSize();
    String lastKey = rows.isEmpty() ? job.lastKey() : rows.get(rows.size() - 1).key();
    return tx.update(
        "UPDATE %s SET adjusted = adjusted + ?, %s = ?, status = ? WHERE id = ?"
            .formatted(target.jobs().table(), target.jobs().lastKey()),
        adjusted,
        lastKey,
        isLast ? "COMPLETED" : "RUNNING",
        job.id());
  }

  private record Job(
      String id,
      String group,
      Percent percent,
      int batchSize,
      String lastKey,
      LocalDateTime createdAt) {
    static Job of(Row row) {
      return new Job(
          row.getString("id"),
          row.getString("job_group"),
          new Percent(row.getBigDecimal("percent")),
          row.getInteger("batch_size"),
          row.getString("last_key"),
          row.getLocalDateTime("created_at"));
    }
  }

  private record Amount(String key, long amount) {
    static Amount of(Row row) {
      return new Amount(row.getString("row_key"), row.getLong("amount"));
    }

    Amount becoming(BigDecimal changed) {
      return new Amount(key, changed.longValueExact());
    }

    JsonObject row() {
      return new JsonObject().put("k", key).put("a", amount);
    }
  }
}
