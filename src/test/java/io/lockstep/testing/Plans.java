package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.lockstep.sql.tables.Select;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How the database would carry queries out. */
public final class Plans {
  private static final Set<String> BY_KEY = Set.of("range", "ref", "eq_ref", "const");

  private Plans() {}

  /** Each table is read along this index, and nothing of it is sorted or kept aside. */
  public static void assertBoundedBy(String index, AgroalDataSource database, Select query) {
    List<Step> steps = steps(database, query);
    assertThat(steps).as(query.sql()).isNotEmpty();
    for (Step step : steps) {
      assertThat(step.type).as("%s: %s", query.sql(), step).isIn(BY_KEY);
      assertThat(step.key).as("%s: %s", query.sql(), step).isEqualTo(index);
      assertThat(step.extra)
          .as("%s: %s", query.sql(), step)
          .doesNotContain("filesort", "temporary");
    }
  }

  /** Without the step that puts the parts of a union together, which are a few pages at most. */
  private static List<Step> steps(AgroalDataSource database, Select query) {
    try (Connection connection = database.getConnection();
        PreparedStatement explain =
            connection.prepareStatement("EXPLAIN FORMAT=TRADITIONAL " + query.sql())) {
      for (int i = 0; i < query.arguments().size(); i++) {
        explain.setObject(i + 1, query.arguments().get(i));
      }
      List<Step> steps = new ArrayList<>();
      try (ResultSet rows = explain.executeQuery()) {
        while (rows.next()) {
          steps.add(
              new Step(
                  String.valueOf(rows.getString("table")),
                  rows.getString("type"),
                  rows.getString("key"),
                  String.valueOf(rows.getString("Extra"))));
        }
      }
      return steps.stream().filter(step -> !step.table.startsWith("<union")).toList();
    } catch (SQLException refused) {
      throw new IllegalStateException(query.sql(), refused);
    }
  }

  private record Step(String table, String type, String key, String extra) {}
}
