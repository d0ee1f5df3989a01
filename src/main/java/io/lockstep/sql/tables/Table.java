package io.lockstep.sql.tables;

import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A table whose rows are named by its primary key: any number of them with one statement, and
 * always in ascending order of the key, in whatever order they are named. Two transactions that
 * lock in one order cannot deadlock over these rows.
 *
 * <p>Many keys travel as one JSON argument: the text of the statement stays the same for any number
 * of them, so it is parsed once per connection.
 *
 * @param <K> the key
 */
public final class Table<K> {
  private final String name;
  private final List<Column<K>> key;
  private final SentRows<K> sent;
  private final String fromOne;
  private final String fromMany;
  private final String delete;
  private final RowText deleteOne;

  private Table(String name, List<Column<K>> key) {
    this.name = name;
    this.key = key;
    this.sent = new SentRows<>(key, List.of());
    Statements<K> statements = new Statements<>(name, key, List.of(), sent);
    this.fromOne = statements.fromOne();
    this.fromMany = statements.fromMany();
    this.delete = statements.delete();
    this.deleteOne = statements.deleteOne();
  }

  /**
   * A table by its primary key.
   *
   * @param key the columns of the key, in its order; or only the first ones, to name all the rows
   *     that have those in common. Columns with the same value for all rows ({@link Column#sql})
   *     stand first, and their arguments are the last of each operation.
   */
  @SafeVarargs
  public static <K> Table<K> of(String name, Column<K>... key) {
    return new Table<>(
        name, Stream.of(key).map(column -> column.ofKey(Function.<K>identity())).toList());
  }

  /** A table whose key is one UUID. */
  public static <K> Table<K> byId(String name, String column) {
    return of(name, Column.<K>id(column, key -> key));
  }

  /** A table whose key is one column of ASCII text, compared byte by byte. */
  public static Table<String> byText(String name, String column, int length) {
    return of(name, Column.text(column, length, key -> key));
  }

  /** What is written of its rows. */
  @SafeVarargs
  public final <R> TableRows<R> rows(Function<R, K> keyOf, Column<R>... columns) {
    return new TableRows<>(
        name, key.stream().map(column -> column.ofKey(keyOf)).toList(), List.of(columns));
  }

  /**
   * Locks the rows of these keys until the transaction ends; a key without a row is left out.
   *
   * @param columns what to read, as a select names it
   */
  public <T> Uni<List<T>> lock(
      Tx tx,
      RowLock lock,
      String columns,
      Collection<K> keys,
      Function<Row, T> mapper,
      Object... arguments) {
    return select(columns, keys, arguments, (sql, all) -> tx.lock(lock, sql, mapper, all));
  }

  /** Reads the rows of these keys without a lock; a key without a row is left out. */
  public <T> Uni<List<T>> read(
      Tx tx, String columns, Collection<K> keys, Function<Row, T> mapper, Object... arguments) {
    return select(columns, keys, arguments, (sql, all) -> tx.list(sql, mapper, all));
  }

  /** Deletes the rows of these keys; answers how many there were. */
  public Uni<Integer> delete(Tx tx, Collection<K> keys, Object... arguments) {
    return switch (keys.size()) {
      case 0 -> Uni.createFrom().item(0);
      case 1 -> tx.update(deleteOne.sql(), deleteOne.values(sent.distinct(keys), arguments));
      default -> tx.update(delete, sent.before(keys, arguments));
    };
  }

  private <T> Uni<List<T>> select(
      String columns,
      Collection<K> keys,
      Object[] arguments,
      BiFunction<String, Object[], Uni<List<T>>> run) {
    List<Object[]> wanted = sent.distinct(keys);
    String select = "SELECT " + columns;
    return switch (wanted.size()) {
      case 0 -> Uni.createFrom().item(List.of());
      case 1 -> run.apply(select + fromOne, SentRows.both(arguments, wanted.get(0)));
      default -> run.apply(select + fromMany, SentRows.both(SentRows.json(wanted), arguments));
    };
  }
}
