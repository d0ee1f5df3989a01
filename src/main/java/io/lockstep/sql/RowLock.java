package io.lockstep.sql;

/**
 * The row locks of InnoDB, as the last words of a select.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/innodb-locking-reads.html">Locking
 *     reads</a>
 */
public enum RowLock {
  /** Others may read under the same lock, nobody may write. */
  SHARE("LOCK IN SHARE MODE"),
  /** Exclusive; waits for other holders up to the transaction's lock wait limit. */
  UPDATE("FOR UPDATE"),
  /** Exclusive; fails with {@link RowBusy} at once where another transaction holds the row. */
  UPDATE_NOWAIT("FOR UPDATE NOWAIT"),
  /** Exclusive; leaves out the rows that another transaction holds. */
  UPDATE_SKIP_LOCKED("FOR UPDATE SKIP LOCKED");

  private final String sql;

  RowLock(String sql) {
    this.sql = sql;
  }

  String appendTo(String select) {
    return select + " " + sql;
  }
}
