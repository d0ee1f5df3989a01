package io.lockstep.sql.tables;

import io.vertx.core.json.JsonArray;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How rows travel to the server: as one JSON array, in ascending order of their keys, each an array
 * of its columns, or only a value where there is one column.
 */
final class SentRows<R> {
  /**
   * With three bytes each they are less than the 16 MiB that MariaDB takes, see max_allowed_packet.
   */
  static final int MOST_CHARACTERS = 4 * 1024 * 1024;

  private final List<Column<R>> columns;
  private final int keyColumns;

  /**
   * Rows of these columns.
   *
   * @param key by what they are sorted
   * @param others what else is sent
   */
  SentRows(List<Column<R>> key, List<Column<R>> others) {
    this.columns = Stream.of(key, others).flatMap(List::stream).filter(Column::isSent).toList();
    this.keyColumns = (int) key.stream().filter(Column::isSent).count();
  }

  /** What is sent of each row, in its order. */
  List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /** Whether there is so much of them that they may not fit into one packet. */
  static boolean areLarge(List<Object[]> rows) {
    return rows.stream()
            .flatMap(Stream::of)
            .filter(String.class::isInstance)
            .mapToLong(text -> ((String) text).length())
            .sum()
        > MOST_CHARACTERS;
  }

  /** The table function that makes a table of the JSON again. */
  String table(String prefix) {
    return IntStream.range(0, columns.size())
        .mapToObj(n -> columns.get(n).sentAs(prefix, columns.size() == 1 ? "$" : "$[" + n + "]"))
        .collect(Collectors.joining(", ", "JSON_TABLE(?, '$[*]' COLUMNS (", "))"));
  }

  /** The argument of {@link #table} and others behind it. */
  Object[] before(Collection<? extends R> rows, Object[] others) {
    return both(json(ascending(rows)), others);
  }

  /**
   * The arguments of {@link #table} for all these rows, in their order: one, unless it would be
   * more than the server takes in one packet.
   */
  static List<Object[]> portions(List<Object[]> rows) {
    Object[] all = json(rows);
    int half = rows.size() / 2;
    return half == 0 || all[0].toString().length() <= MOST_CHARACTERS
        ? List.<Object[]>of(all)
        : Stream.of(rows.subList(0, half), rows.subList(half, rows.size()))
            .flatMap(part -> portions(part).stream())
            .toList();
  }

  /** The values of each row, in ascending order of the keys, and each key once. */
  List<Object[]> distinct(Collection<? extends R> rows) {
    List<Object[]> ascending = ascending(rows);
    return IntStream.range(0, ascending.size())
        .filter(n -> n == 0 || compareKeys(ascending.get(n - 1), ascending.get(n)) != 0)
        .mapToObj(ascending::get)
        .toList();
  }

  /** The one argument for all these rows. */
  static Object[] json(List<Object[]> rows) {
    JsonArray array = new JsonArray();
    rows.forEach(row -> array.add(row.length == 1 ? row[0] : new JsonArray(Arrays.asList(row))));
    return new Object[] {array.encode()};
  }

  static Object[] both(Object[] some, Object[] more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray();
  }

  /** The values of each row, in ascending order of the keys. */
  List<Object[]> ascending(Collection<? extends R> rows) {
    return rows.stream().map(this::values).sorted(this::compareKeys).toList();
  }

  private Object[] values(R row) {
    return columns.stream().map(column -> column.json(row)).toArray();
  }

  private int compareKeys(Object[] one, Object[] other) {
    int order = 0;
    for (int n = 0; order == 0 && n < keyColumns; n++) {
      order = compare(one[n], other[n]);
    }
    return order;
  }

  /** The values of one column are all texts or all numbers of one class. */
  @SuppressWarnings("unchecked")
  private static int compare(Object one, Object other) {
    return ((Comparable<Object>) one).compareTo(other);
  }
}
