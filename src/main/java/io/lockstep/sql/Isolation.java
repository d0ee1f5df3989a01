package io.lockstep.sql;

/**
 * The isolation levels of InnoDB. What each allows on MySQL and on MariaDB is measured in {@code
 * docs/isolation.md}.
 */
public enum Isolation {
  READ_UNCOMMITTED("READ UNCOMMITTED"),
  /** The level of every pooled connection: no gap locks, so fewer deadlocks. */
  READ_COMMITTED("READ COMMITTED"),
  REPEATABLE_READ("REPEATABLE READ"),
  SERIALIZABLE("SERIALIZABLE");

  private final String sql;

  Isolation(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }
}
