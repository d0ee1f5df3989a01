package io.lockstep.sql;

import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.ValueRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One open transaction: the statements of a use case go through it, one after the other (a
 * connection is one sequential chain). Only {@link Transactions} opens one.
 *
 * <p>Many rows travel as one JSON parameter, see {@link Table}: the statement text stays the same
 * for any number of rows, so it is parsed once per connection. Rows that the table numbers itself
 * travel as {@link ValueRows}.
 */
public final class Tx {
  private static final Logger LOG = Logger.getLogger(Tx.class);

  private final Borrowed borrowed;
  private final SqlConnection connection;
  private final boolean retry;
  private final List<Runnable> afterCommit = new ArrayList<>(2);

  Tx(Borrowed borrowed, SqlConnection connection, boolean retry) {
    this.borrowed = borrowed;
    this.connection = connection;
    this.retry = retry;
  }

  /** Whether this is not the first attempt: an earlier one has lost against another transaction. */
  public boolean isRetry() {
    return retry;
  }

  /** Runs a statement that changes rows; answers how many it affected. */
  public Uni<Integer> update(String sql, Object... arguments) {
    return execute(sql, arguments).map(RowSet::rowCount);
  }

  /** Runs a query and maps each row. */
  public <T> Uni<List<T>> list(String sql, Function<Row, T> mapper, Object... arguments) {
    return execute(sql, arguments).map(rows -> mapAll(rows, mapper));
  }

  /** Runs a query of at most one row. */
  public <T> Uni<Optional<T>> first(String sql, Function<Row, T> mapper, Object... arguments) {
    return list(sql, mapper, arguments).map(found -> found.stream().findFirst());
  }

  /**
   * Runs a query that locks the rows it finds until the transaction ends.
   *
   * <p>Several rows that are named by their keys are locked through a {@link Table}, which keeps
   * the order; other selects say {@code ORDER BY} the key. Keys from a {@code JSON_TABLE} stand in
   * a derived table, as there.
   */
  public <T> Uni<List<T>> lock(
      RowLock lock, String select, Function<Row, T> mapper, Object... arguments) {
    Uni<List<T>> rows = list(lock.appendTo(select), mapper, arguments);
    return lock == RowLock.UPDATE_NOWAIT
        ? rows.onFailure(SqlErrors::isNowaitRefusal).transform(refused -> new RowBusy())
        : rows;
  }

  /**
   * Runs {@code action} once the transaction has committed, and never if it does not. It must not
   * fail or block: waking a relay is what it is for.
   */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** Whether the server is MariaDB: for the few statements that differ. */
  public boolean isMariaDb() {
    return connection.getDelegate().databaseMetadata().productName().equals("MariaDB");
  }

  /** What is committed stays so, whatever one of the actions does. */
  void committed() {
    for (Runnable action : afterCommit) {
      try {
        action.run();
      } catch (RuntimeException defect) {
        LOG.error("an action after a commit failed", defect);
      }
    }
  }

  private Uni<RowSet<Row>> execute(String sql, Object... arguments) {
    return borrowed
        .start(
            () ->
                connection
                    .getDelegate()
                    .preparedQuery(sql)
                    .execute(Tuple.from(arguments).getDelegate()))
        .map(rows -> RowSet.newInstance(rows, Row.__TYPE_ARG));
  }

  private static <T> List<T> mapAll(RowSet<Row> rows, Function<Row, T> mapper) {
    List<T> mapped = new ArrayList<>(rows.size());
    rows.forEach(row -> mapped.add(mapper.apply(row)));
    return mapped;
  }
}
