package io.lockstep.locks;

import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Leases as rows of {@code distributed_locks}. The database's clock alone decides what has expired,
 * and each call is one short transaction of its own. A row stays when its lease ends, because its
 * fence must go on growing.
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
    return transactions.run(USE_CASE, tx -> insertOrTakeOver(tx, key, holder, ttl));
  }

  /** Prolongs a lease that has not ended; false if it is lost. */
  public Uni<Boolean> renew(String key, String holder, Duration ttl) {
    return transactions.run(
        USE_CASE,
        tx ->
            tx.update(
                    "UPDATE distributed_locks"
                        + " SET expires_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"
                        + " WHERE lock_key = ? AND lock_id = ? AND expires_at > UTC_TIMESTAMP(6)",
                    micros(ttl),
                    key,
                    holder)
                .map(changed -> changed == 1));
  }

  /** Ends a lease; false if it was lost already. */
  public Uni<Boolean> release(String key, String holder) {
    return transactions.run(
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
    return transactions.run(
        USE_CASE,
        tx ->
            tx.first(
                    "SELECT COUNT(*) AS held FROM distributed_locks"
                        + " WHERE lock_key LIKE CONCAT(?, '%') AND expires_at > UTC_TIMESTAMP(6)",
                    row -> row.getLong("held"), prefix)
                .map(held -> held.orElse(0L)));
  }

  private static Uni<Optional<Long>> insertOrTakeOver(
      Tx tx, String key, String holder, Duration ttl) {
    // Assignments run from left to right: expires_at, which the others look at, comes last.
    return tx.update(
            """
            INSERT INTO distributed_locks (lock_key, lock_id, fence, expires_at)
            VALUES (?, ?, 1, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND)
            ON DUPLICATE KEY UPDATE
              fence = IF(expires_at <= UTC_TIMESTAMP(6), fence + 1, fence),
              lock_id = IF(expires_at <= UTC_TIMESTAMP(6), VALUES(lock_id), lock_id),
              expires_at = IF(expires_at <= UTC_TIMESTAMP(6), VALUES(expires_at), expires_at)
            """,
            key,
            holder,
            micros(ttl))
        .chain(
            () ->
                tx.first(
                    "SELECT fence FROM distributed_locks WHERE lock_key = ? AND lock_id = ?",
                    row -> row.getLong("fence"),
                    key,
                    holder));
  }

  private static long micros(Duration ttl) {
    return ttl.toNanos() / 1000;
  }
}
