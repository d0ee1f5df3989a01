package io.lockstep.sql.tables;

import io.vertx.core.json.JsonArray;
import java.util.Collection;

/**
 * Many values as one statement parameter, read by {@code JSON_TABLE} (MySQL 8.0+, MariaDB 10.6+),
 * for the few statements that look for rows by another index than a {@link Table} does.
 */
public final class JsonRows {
  private JsonRows() {}

  /** A JSON array of scalars, for {@code columns (x ... path '$')}. */
  public static String ofValues(Collection<?> values) {
    JsonArray rows = new JsonArray();
    values.forEach(value -> rows.add(value.toString()));
    return rows.encode();
  }
}
