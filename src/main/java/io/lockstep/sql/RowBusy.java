package io.lockstep.sql;

/**
 * A NOWAIT read found the row locked by another transaction. Nothing was waited for.
 *
 * <p>It does not carry the server's error: MariaDB's says "lock wait timeout", which would be
 * retried.
 */
public final class RowBusy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RowBusy() {
    super("the row is locked by another transaction", null, false, false);
  }
}
