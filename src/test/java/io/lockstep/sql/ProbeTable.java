package io.lockstep.sql;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A table of a test's own, {@code (id, value)}, which is there until it is closed. */
public final class ProbeTable implements AutoCloseable {
  private final AgroalDataSource jdbc;
  private final String name = "probe_" + UUID.randomUUID().toString().replace("-", "");

  private ProbeTable(AgroalDataSource jdbc) {
    this.jdbc = jdbc;
  }

  /** With rows 1 to {@code rows}, the value of each 10. */
  public static ProbeTable withRows(AgroalDataSource jdbc, int rows) throws SQLException {
    ProbeTable table = new ProbeTable(jdbc);
    table.execute(
        "CREATE TABLE %s (id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,"
            + " value INT NOT NULL, taken_by INT) ENGINE = InnoDB");
    table.execute(
        "INSERT INTO %s (id, value) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n"
            + " WHERE i < "
            + Math.min(rows, 100)
            + "), m AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM m WHERE i < "
            + ((rows - 1) / 100)
            + ") SELECT LPAD(m.i * 100 + n.i, 5, '0'), 10 FROM m, n WHERE m.i * 100 + n.i <= "
            + rows);
    return table;
  }

  public String name() {
    return name;
  }

  /** The id of the row with this number. */
  static String id(int number) {
    return "%05d".formatted(number);
  }

  /** A lock on one row, held by a connection outside of the service. */
  public Connection holdingRow(int number) throws SQLException {
    Connection holder = jdbc.getConnection();
    try (Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("SELECT * FROM " + name + " WHERE id = '" + id(number) + "' FOR UPDATE");
      return holder;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = jdbc.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql.formatted(name));
    }
  }

  @Override
  public void close() throws SQLException {
    execute("DROP TABLE %s");
  }
}
