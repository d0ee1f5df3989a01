package io.lockstep.sql.tables;

import io.vertx.core.json.JsonArray;
import java.util.Collection;
import java.util.function.Function;

/**
 * Many rows as one statement parameter, read by {@code JSON_TABLE} (MySQL 8.0+, MariaDB 10.6+).
 * Cost: about 5 µs a row more than a multi-row VALUES list on the server, and no parsing of a new
 * statement for every batch size.
 */
public final class JsonRows {
  private JsonRows() {}

  /**
   * A JSON array with one element for each item.
   *
   * @param row an object, or an array, which the server reads faster
   */
  public static <T> String of(Collection<T> items, Function<T, ?> row) {
    JsonArray rows = new JsonArray();
    items.forEach(item -> rows.add(row.apply(item)));
    return rows.encode();
  }

  /** A JSON array of scalars, for {@code columns (x ... path '$')}. */
  public static String ofValues(Collection<?> values) {
    JsonArray rows = new JsonArray();
    values.forEach(value -> rows.add(value.toString()));
    return rows.encode();
  }
}
