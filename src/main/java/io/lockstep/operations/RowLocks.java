package io.lockstep.operations;

import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Sees who holds and who waits on which row of this schema right now.
 *
 * <p>MySQL shows every lock; a row that a transaction has just inserted only once somebody else
 * asks for it. MariaDB shows only rows that somebody waits for, from a picture that may be a tenth
 * of a second old. The account needs PROCESS, and on MySQL SELECT on {@code performance_schema}:
 * without them reading fails with {@link SqlErrors#isAccessDenied}.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/performance-schema-data-locks-table.html">
 *     data_locks</a>
 * @see <a href="https://mariadb.com/kb/en/information-schema-innodb_locks-table/">INNODB_LOCKS</a>
 */
@ApplicationScoped
class RowLocks {
  private static final int MOST = 1000;

  /** Times are in picoseconds there. */
  private static final String ON_MYSQL =
      """
      SELECT l.object_name AS locked_table, l.lock_data AS row_key, l.lock_mode AS mode,
             l.lock_status AS state,
             CAST(COALESCE(IF(l.lock_status = 'WAITING', s.timer_wait, t.timer_wait), 0) / 1000000000
               AS SIGNED) AS held_ms
        FROM performance_schema.data_locks l
        LEFT JOIN performance_schema.events_transactions_current t
          ON t.thread_id = l.thread_id AND t.state = 'ACTIVE'
        LEFT JOIN performance_schema.events_statements_current s
          ON s.thread_id = l.thread_id AND s.nesting_event_level = 0
       WHERE l.lock_type = 'RECORD' AND l.object_schema = DATABASE()
       ORDER BY held_ms DESC LIMIT\s"""
          + MOST;

  /** The server tells the beginning of a transaction in its own time zone, in whole seconds. */
  private static final String ON_MARIADB =
      """
      SELECT l.lock_table AS locked_table, l.lock_data AS row_key, l.lock_mode AS mode,
             IF(l.lock_id = t.trx_requested_lock_id, 'WAITING', 'GRANTED') AS state,
             CAST(GREATEST(0, IF(l.lock_id = t.trx_requested_lock_id,
               COALESCE(p.time_ms, 0),
               TIMESTAMPDIFF(MICROSECOND, t.trx_started,
                 CONVERT_TZ(UTC_TIMESTAMP(6), '+00:00', 'SYSTEM')) / 1000)) AS SIGNED) AS held_ms
        FROM information_schema.innodb_locks l
        JOIN information_schema.innodb_trx t ON t.trx_id = l.lock_trx_id
        LEFT JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
       WHERE l.lock_type = 'RECORD' AND l.lock_table LIKE CONCAT('`', DATABASE(), '`.%')
       ORDER BY held_ms DESC LIMIT\s"""
          + MOST;

  private static final String WAITS_ON_MYSQL =
      """
      SELECT r.processlist_id AS waiting, b.processlist_id AS blocking,
             l.object_name AS locked_table, l.lock_data AS row_key, l.lock_mode AS mode,
             CAST(COALESCE(s.timer_wait, 0) / 1000000000 AS SIGNED) AS waited_ms
        FROM performance_schema.data_lock_waits w
        JOIN performance_schema.data_locks l
          ON l.engine_lock_id = w.requesting_engine_lock_id AND l.engine = w.engine
        JOIN performance_schema.threads r ON r.thread_id = w.requesting_thread_id
        JOIN performance_schema.threads b ON b.thread_id = w.blocking_thread_id
        LEFT JOIN performance_schema.events_statements_current s
          ON s.thread_id = w.requesting_thread_id AND s.nesting_event_level = 0
       WHERE l.lock_type = 'RECORD' AND l.object_schema = DATABASE()
         AND r.processlist_id IS NOT NULL AND b.processlist_id IS NOT NULL
       ORDER BY waited_ms DESC LIMIT\s"""
          + MOST;

  private static final String WAITS_ON_MARIADB =
      """
      SELECT r.trx_mysql_thread_id AS waiting, b.trx_mysql_thread_id AS blocking,
             l.lock_table AS locked_table, l.lock_data AS row_key, l.lock_mode AS mode,
             CAST(GREATEST(0, COALESCE(p.time_ms, 0)) AS SIGNED) AS waited_ms
        FROM information_schema.innodb_lock_waits w
        JOIN information_schema.innodb_trx r ON r.trx_id = w.requesting_trx_id
        JOIN information_schema.innodb_trx b ON b.trx_id = w.blocking_trx_id
        JOIN information_schema.innodb_locks l ON l.lock_id = w.requested_lock_id
        LEFT JOIN information_schema.processlist p ON p.id = r.trx_mysql_thread_id
       WHERE l.lock_type = 'RECORD' AND l.lock_table LIKE CONCAT('`', DATABASE(), '`.%')
       ORDER BY waited_ms DESC LIMIT\s"""
          + MOST;

  private static final Pattern QUOTED_TABLE = Pattern.compile(".*`([^`]+)`$");

  private final Transactions transactions;

  RowLocks(Transactions transactions) {
    this.transactions = transactions;
  }

  /** The locks of now, and who waits for whom, the oldest first, at most a thousand of each. */
  Uni<All> now() {
    return transactions.read(
        tx ->
            tx.list(tx.isMariaDb() ? ON_MARIADB : ON_MYSQL, Seen::of)
                .flatMap(locks -> waits(tx).map(waits -> new All(locks, waits))));
  }

  private static Uni<List<Wait>> waits(Tx tx) {
    return tx.list(tx.isMariaDb() ? WAITS_ON_MARIADB : WAITS_ON_MYSQL, Wait::of);
  }

  private static String tableOf(Row row) {
    return QUOTED_TABLE.matcher(row.getString("locked_table")).replaceFirst("$1");
  }

  private static String keyOf(Row row) {
    String key = row.getString("row_key");
    return key == null ? null : key.replace("'", "");
  }

  /** What is locked, and who waits for whom. */
  @RegisterForReflection
  @Schema(name = "RowLockList")
  record All(List<Seen> data, List<Wait> waits) {}

  /**
   * One connection to the database that waits for another, for a row that the other has locked, or
   * waits for ahead of it. Both may be of any instance, or of no instance of this service.
   *
   * @param waiting the id of the connection that waits, as the database's process list has it
   * @param blocking the id of the connection that it waits for
   * @param key the row, as in {@link Seen}
   * @param mode what it waits to lock the row in
   * @param waitedMs how long its statement has been running
   */
  @RegisterForReflection
  @Schema(name = "RowLockWait")
  record Wait(
      long waiting,
      long blocking,
      String table,
      @Schema(nullable = true) String key,
      String mode,
      long waitedMs) {
    private static Wait of(Row row) {
      return new Wait(
          row.getLong("waiting"),
          row.getLong("blocking"),
          tableOf(row),
          keyOf(row),
          row.getString("mode"),
          row.getLong("waited_ms"));
    }
  }

  /**
   * One lock on one row.
   *
   * @param key the row's place in the index that is locked, its parts divided by commas; null where
   *     the database does not have it in memory
   * @param mode as the database names it: {@code X} or {@code S}, and what of the gap before the
   *     row
   * @param state {@code GRANTED} or {@code WAITING}
   * @param heldMs how long the holder's transaction is open, or how long the waiting statement has
   *     been running
   */
  @RegisterForReflection
  @Schema(name = "RowLock")
  public record Seen(
      String table,
      @Schema(nullable = true) String key,
      String mode,
      @Schema(enumeration = {"GRANTED", "WAITING"}) String state,
      long heldMs) {
    private static Seen of(Row row) {
      return new Seen(
          tableOf(row),
          keyOf(row),
          row.getString("mode"),
          row.getString("state"),
          row.getLong("held_ms"));
    }
  }
}
