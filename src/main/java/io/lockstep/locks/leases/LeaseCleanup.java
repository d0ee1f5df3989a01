package io.lockstep.locks.leases;

import io.lockstep.locks.LocksConfig;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.lockstep.sweeps.Sweep;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;

/**
 * Removes rows of the lock table that ended long ago. Their fences are not lost: the mark {@code
 * fence-floor} rises to the highest of them first, and new rows begin above it. Whoever inserts
 * holds the mark shared until its commit, so none slips in between.
 */
@ApplicationScoped
class LeaseCleanup {
  private static final int BATCH = 500;

  private final Transactions transactions;
  private final LocksConfig config;
  private final Sweep.Factory sweeps;

  LeaseCleanup(Transactions transactions, LocksConfig config, Sweep.Factory sweeps) {
    this.transactions = transactions;
    this.config = config;
    this.sweeps = sweeps;
  }

  void start(@Observes StartupEvent event) {
    sweeps.every("lease-cleanup", config.cleanup(), BATCH, this::forgetSome);
  }

  Uni<Integer> forgetSome() {
    return transactions.run("lease-cleanup", this::forget);
  }

  private Uni<Integer> forget(Tx tx) {
    return tx.first(
            "SELECT value FROM lock_marks WHERE mark = 'fence-floor' FOR UPDATE",
            row -> row.getLong("value"))
        .map(Optional::orElseThrow)
        .chain(() -> ended(tx))
        .flatMap(rows -> rows.isEmpty() ? Uni.createFrom().item(0) : remove(tx, rows));
  }

  private Uni<List<Ended>> ended(Tx tx) {
    return tx.list(
        """
        SELECT lock_key, fence FROM distributed_locks
         WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND
           AND (block_until IS NULL OR block_until < UTC_TIMESTAMP(6))
         ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED
        """,
        row -> new Ended(row.getString("lock_key"), row.getLong("fence")),
        config.retention().toNanos() / 1000,
        BATCH);
  }

  private static Uni<Integer> remove(Tx tx, List<Ended> rows) {
    long highest = rows.stream().mapToLong(Ended::fence).max().orElseThrow();
    return tx.update(
            "UPDATE lock_marks SET value = GREATEST(value, ?) WHERE mark = 'fence-floor'", highest)
        .chain(
            () ->
                tx.update(
                    """
                    DELETE d FROM distributed_locks d
                     WHERE d.lock_key IN (
                       SELECT j.lock_key FROM JSON_TABLE(?, '$[*]' COLUMNS (
                         lock_key VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j)
                    """,
                    JsonRows.ofValues(rows.stream().map(Ended::key).toList())));
  }

  private record Ended(String key, long fence) {}
}
