package io.lockstep.sql.tables;

import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table whose rows are locked by their primary key: any number of them with one statement, and
 * always in ascending order of the key, in whatever order they are named. Two transactions that
 * lock in one order cannot deadlock over these rows.
 *
 * @param <K> the key; its order is the order of locking
 */
public final class KeyedTable<K extends Comparable<? super K>> {
  private final String table;
  private final List<Column<K>> key;

  private KeyedTable(String table, List<Column<K>> key) {
    this.table = table;
    this.key = key;
  }

  /**
   * A table by its primary key.
   *
   * @param table its name, and an alias if the columns are to be named with one
   * @param key all columns of the key, in its order
   */
  @SafeVarargs
  public static <K extends Comparable<? super K>> KeyedTable<K> of(String table, Column<K>... key) {
    return new KeyedTable<>(table, List.of(key));
  }

  /** A table whose key is one column of ASCII text, compared byte by byte. */
  public static KeyedTable<String> byText(String table, String column) {
    return of(table, Column.<String>text(column, text -> text));
  }

  /**
   * Locks the rows of these keys until the transaction ends; a key without a row is left out.
   *
   * @param columns what to read, as a select names it
   */
  public <T> Uni<List<T>> lock(
      Tx tx, RowLock lock, String columns, Collection<K> keys, Function<Row, T> mapper) {
    return select(keys, columns, (sql, arguments) -> tx.lock(lock, sql, mapper, arguments));
  }

  /** Reads the rows of these keys without a lock; a key without a row is left out. */
  public <T> Uni<List<T>> read(Tx tx, String columns, Collection<K> keys, Function<Row, T> mapper) {
    return select(keys, columns, (sql, arguments) -> tx.list(sql, mapper, arguments));
  }

  private <T> Uni<List<T>> select(
      Collection<K> keys, String columns, BiFunction<String, Object[], Uni<List<T>>> run) {
    SortedSet<K> ascending = new TreeSet<>(keys);
    return switch (ascending.size()) {
      case 0 -> Uni.createFrom().item(List.of());
      case 1 -> run.apply(selectOne(columns), parts(ascending.first()));
      default -> run.apply(selectMany(columns), new Object[] {JsonRows.of(ascending, this::row)});
    };
  }

  /** One key, as in a hot row: for that the server need not make a table of keys first. */
  private String selectOne(String columns) {
    return "SELECT %s FROM %s WHERE %s"
        .formatted(columns, table, numbered(n -> key.get(n).name() + " = ?", " AND "));
  }

  /** A derived table, because MySQL refuses to lock a table function (3569). */
  private String selectMany(String columns) {
    String wanted = numbered(n -> "k%d %s PATH '$[%d]'".formatted(n, key.get(n).type(), n), ", ");
    String on = numbered(n -> "%s = j.k%d".formatted(key.get(n).name(), n), " AND ");
    return """
        SELECT %s
          FROM (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (%s)) t) j
          STRAIGHT_JOIN %s FORCE INDEX (PRIMARY) ON %s
        """
        .formatted(columns, wanted, table, on);
  }

  private String numbered(Function<Integer, String> each, String between) {
    return IntStream.range(0, key.size()).boxed().map(each).collect(Collectors.joining(between));
  }

  private JsonArray row(K value) {
    return new JsonArray(Arrays.asList(parts(value)));
  }

  private Object[] parts(K value) {
    return key.stream().map(column -> column.part().apply(value)).toArray();
  }

  /**
   * One column of a key.
   *
   * @param type its SQL type; charset and collation as in the table, or no index is used
   * @param part its value in a key
   */
  public record Column<K>(String name, String type, Function<K, ?> part) {
    /** A column of ASCII text, compared byte by byte. */
    public static <K> Column<K> text(String name, Function<K, String> part) {
      return new Column<>(name, "VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin", part);
    }
  }
}
