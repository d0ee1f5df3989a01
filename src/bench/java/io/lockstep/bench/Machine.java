package io.lockstep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** On what a measurement ran. */
public final class Machine {
  private Machine() {}

  /** Processors, memory, operating system and Java, in one line. */
  public static String inWords() {
    return String.format(
        "%d x %s, %d GiB, %s %s, Java %s; service, servers and load on the same machine",
        Runtime.getRuntime().availableProcessors(),
        firstOf("/proc/cpuinfo", "model name", "unknown processor"),
        Math.round(
            Double.parseDouble(firstOf("/proc/meminfo", "MemTotal", "0").replaceAll("[^0-9]", ""))
                / (1 << 20)),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version());
  }

  /** The database's version and what it does for durability. */
  public static String database(Connection connection) throws SQLException {
    return String.format(
        "%s (innodb_flush_log_at_trx_commit=%s, log_bin=%s, sync_binlog=%s)",
        variable(connection, "version"),
        variable(connection, "innodb_flush_log_at_trx_commit"),
        variable(connection, "log_bin"),
        variable(connection, "sync_binlog"));
  }

  private static String variable(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SHOW VARIABLES LIKE '" + name + "'")) {
      return found.next() ? found.getString(2) : "unknown";
    }
  }

  private static String firstOf(String file, String key, String otherwise) {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException notLinux) {
      return otherwise;
    }
  }
}
