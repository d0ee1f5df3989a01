package io.lockstep.locks.leases;

import io.lockstep.locks.LeaseStore;
import io.lockstep.locks.fencing.FenceTokens;
import io.lockstep.locks.fencing.FenceTokens.Numbered;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Leases as rows of {@code distributed_locks}. The database's clock alone decides what has expired,
 * and each call is one short READ COMMITTED transaction or statement of its own. A row keeps its
 * fence when its lease ends; when it is removed at last, the mark {@code fence-floor} remembers it
 * for all names.
 */
@ApplicationScoped
public class LockTable {
  private static final String USE_CASE = "lock-table";

  private final Transactions transactions;

  LockTable(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Takes the lease if nobody holds it: by insert, or by taking an expired row over in the same
   * statement.
   *
   * @return the fencing number of the grant; empty if another holder has it
   */
  public Uni<Optional<Long>> acquire(String key, String holder, Duration ttl) {
    return take(key, holder, ttl).map(grant -> grant.map(Numbered::number));
  }

  /** The same, with what is known of numbers that Redis may still hand out. */
  Uni<Optional<Numbered>> take(String key, String holder, Duration ttl) {
    return transactions.run(USE_CASE, tx -> insertOrTakeOver(tx, key, holder, ttl));
  }

  /** Hands a lease that has not ended to the next holder; empty if it is lost. */
  Uni<Optional<Numbered>> pass(String key, String holder, String next, Duration ttl) {
    return transactions.run(
        USE_CASE,
        tx ->
            tx.update(
                    """
                    UPDATE distributed_locks
                       SET lock_id = ?, fence = fence + 1,
                           expires_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
                     WHERE lock_key = ? AND lock_id = ? AND expires_at > UTC_TIMESTAMP(6)
                    """,
                    next,
                    micros(ttl),
                    key,
                    holder)
                .chain(() -> grantOf(tx, key, next)));
  }

  /** Who holds the lease now. */
  Uni<Optional<LeaseStore.Held>> look(String key) {
    return transactions.read(
        tx ->
            tx.first(
                "SELECT fence, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), expires_at) AS micros"
                    + " FROM distributed_locks"
                    + " WHERE lock_key = ? AND expires_at > UTC_TIMESTAMP(6)",
                row ->
                    new LeaseStore.Held(
                        row.getLong("fence"), Duration.ofNanos(row.getLong("micros") * 1000)),
                key));
  }

  /** Prolongs a lease that has not ended; false if it is lost. */
  public Uni<Boolean> renew(String key, String holder, Duration ttl) {
    return renewAll(List.of(key), holder, ttl).map(renewed -> renewed == 1);
  }

  /** Prolongs those of these leases that have not ended; answers how many. */
  public Uni<Integer> renewAll(List<String> keys, String holder, Duration ttl) {
    Object[] arguments =
        Stream.concat(Stream.<Object>of(micros(ttl), holder), keys.stream()).toArray();
    return transactions.single(
        USE_CASE,
        tx ->
            tx.update(
                "UPDATE distributed_locks"
                    + " SET expires_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"
                    + " WHERE lock_id = ? AND expires_at > UTC_TIMESTAMP(6) AND lock_key IN ("
                    + String.join(", ", Collections.nCopies(keys.size(), "?"))
                    + ")",
                arguments));
  }

  /** Ends a lease; false if it was lost already. */
  public Uni<Boolean> release(String key, String holder) {
    return transactions.single(
        USE_CASE,
        tx ->
            tx.update(
                    "UPDATE distributed_locks SET expires_at = UTC_TIMESTAMP(6)"
                        + " WHERE lock_key = ? AND lock_id = ? AND expires_at > UTC_TIMESTAMP(6)",
                    key,
                    holder)
                .map(changed -> changed == 1));
  }

  /** How many leases with this prefix are held now. */
  public Uni<Long> countHeld(String prefix) {
    return transactions.read(
        tx ->
            tx.first(
                    "SELECT COUNT(*) AS held FROM distributed_locks"
                        + " WHERE lock_key LIKE CONCAT(?, '%') AND expires_at > UTC_TIMESTAMP(6)",
                    row -> row.getLong("held"), prefix)
                .map(held -> held.orElse(0L)));
  }

  /** A new row begins above every number that a row of this name may have had before. */
  private static Uni<Optional<Numbered>> insertOrTakeOver(
      Tx tx, String key, String holder, Duration ttl) {
    // Assignments run from left to right: expires_at, which the others look at, comes last.
    return tx.update(
            """
            INSERT INTO distributed_locks (lock_key, lock_id, fence, expires_at)
            SELECT ?, ?, m.value + 1, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
              FROM lock_marks m WHERE m.mark = 'fence-floor' LOCK IN SHARE MODE
            ON DUPLICATE KEY UPDATE
              fence = IF(expires_at <= UTC_TIMESTAMP(6), fence + 1, fence),
              lock_id = IF(expires_at <= UTC_TIMESTAMP(6), VALUES(lock_id), lock_id),
              expires_at = IF(expires_at <= UTC_TIMESTAMP(6), VALUES(expires_at), expires_at)
            """,
            key,
            holder,
            micros(ttl))
        .chain(() -> grantOf(tx, key, holder));
  }

  private static Uni<Optional<Numbered>> grantOf(Tx tx, String key, String holder) {
    return tx.first(
        "SELECT fence, "
            + FenceTokens.BLOCK_REMAINING
            + " AS block_micros FROM distributed_locks WHERE lock_key = ? AND lock_id = ?",
        row -> Numbered.of(row.getLong("fence"), row.getLong("block_micros")),
        key,
        holder);
  }

  private static long micros(Duration ttl) {
    return ttl.toNanos() / 1000;
  }
}
