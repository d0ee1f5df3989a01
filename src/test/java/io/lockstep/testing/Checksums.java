package io.lockstep.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What stands in the service's tables, in short: tells whether anything was changed. */
public final class Checksums implements AutoCloseable {
  /** What the service writes by itself while nothing is changed. */
  private static final Set<String> HOUSEKEEPING =
      Set.of(
          "flyway_schema_history",
          "distributed_locks",
          "redlock_servers",
          "outbox",
          "inbox",
          "idempotency_keys",
          "flow_rates",
          "audit_results",
          // which has what was refused, too
          "audit_log");

  private final Connection connection;
  private final String checksums;

  private Checksums(Connection connection, String checksums) {
    this.connection = connection;
    this.checksums = checksums;
  }

  /** Those of the stack of this run. */
  public static Checksums ofCurrentStack() {
    Stack stack = Stack.current();
    try {
      Connection connection =
          DriverManager.getConnection(
              stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
              stack.setting("QUARKUS_DATASOURCE_USERNAME"),
              stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
      return new Checksums(connection, "CHECKSUM TABLE " + names(connection));
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static String names(Connection connection) throws SQLException {
    Map<String, String> all =
        read(
            connection,
            "SELECT table_name, table_name FROM information_schema.tables"
                + " WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'");
    return all.keySet().stream()
        .filter(name -> !HOUSEKEEPING.contains(name))
        .collect(Collectors.joining(", "));
  }

  /** The checksum of each table but those that serve housekeeping. */
  public Map<String, String> now() {
    try {
      return read(connection, checksums);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static Map<String, String> read(Connection connection, String query) throws SQLException {
    Map<String, String> read = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        read.put(rows.getString(1), rows.getString(2));
      }
    }
    return read;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
