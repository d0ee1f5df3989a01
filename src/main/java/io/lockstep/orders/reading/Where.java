package io.lockstep.orders.reading;

import io.lockstep.sql.tables.Select;
import java.util.ArrayList;
import java.util.List;

/** Conditions of a query, all of which have to hold, with their arguments. */
final class Where {
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> arguments = new ArrayList<>();

  /** Adds a condition on one value; none if the value is null. */
  Where and(String condition, Object argument) {
    if (argument != null) {
      conditions.add(condition);
      arguments.add(argument);
    }
    return this;
  }

  Where and(Where others) {
    conditions.addAll(others.conditions);
    arguments.addAll(others.arguments);
    return this;
  }

  boolean isEmpty() {
    return conditions.isEmpty();
  }

  /** The query that ends with {@code end}, which has one argument. */
  Select select(String columns, String from, String end, Object last) {
    List<Object> all = new ArrayList<>(arguments);
    all.add(last);
    return new Select(
        "SELECT %s FROM %s WHERE %s %s"
            .formatted(columns, from, String.join(" AND ", conditions), end),
        all);
  }
}
