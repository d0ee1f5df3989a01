package io.lockstep.sql;

/** A NOWAIT read found the row locked by another transaction. Nothing was waited for. */
public final class RowBusy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RowBusy(Throwable cause) {
    super("the row is locked by another transaction", cause);
  }
}
