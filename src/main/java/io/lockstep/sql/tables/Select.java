package io.lockstep.sql.tables;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A query with its arguments: a value, so that a test can ask the database for its plan. */
public record Select(String sql, List<Object> arguments) {
  public static Select of(String sql, Object... arguments) {
    return new Select(sql, List.of(arguments));
  }

  /**
   * The first rows of several ranges of an index, in one order. Each range is read in that order
   * and no further than {@code limit}, whatever there is in it.
   *
   * @param ranges without an order and a limit
   * @param order a column that each of them has, with its direction
   */
  public static Select firstOf(List<Select> ranges, String order, int limit) {
    String end = " ORDER BY " + order + " LIMIT ?";
    List<Select> ordered = ranges.stream().map(range -> range.plus(end, limit)).toList();
    return ordered.size() == 1 ? ordered.get(0) : all(ordered).plus(end, limit);
  }

  /** The rows of all of these. */
  public static Select all(List<Select> all) {
    return new Select(
        all.stream().map(Select::sql).collect(Collectors.joining(") UNION ALL (", "(", ")")),
        all.stream().flatMap(each -> each.arguments.stream()).toList());
  }

  private Select plus(String end, Object argument) {
    return new Select(sql + end, Stream.concat(arguments.stream(), Stream.of(argument)).toList());
  }

  /** Runs it and maps each row. */
  public <T> Uni<List<T>> list(Tx tx, Function<Row, T> mapper) {
    return tx.list(sql, mapper, arguments.toArray());
  }
}
