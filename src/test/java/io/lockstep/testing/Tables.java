package io.lockstep.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables themselves, for what no caller can bring about. */
public final class Tables {
  private static final int BINLOG_NEEDS_PRIVILEGE = 1419;

  private final Stack stack;

  private Tables(Stack stack) {
    this.stack = stack;
  }

  /** Those of this stack's database. */
  public static Tables of(Stack stack) {
    return new Tables(stack);
  }

  /** Runs statements, in one transaction where none of them is DDL. */
  public void run(List<String> statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /** Runs statements. */
  public void run(String... statements) {
    run(List.of(statements));
  }

  /** Runs a statement, unless the account has not the privilege; false then. */
  public boolean allows(String statement) {
    try {
      run(statement);
      return true;
    } catch (IllegalStateException refused) {
      if (refused.getCause() instanceof SQLException error
          && error.getErrorCode() == BINLOG_NEEDS_PRIVILEGE) {
        return false;
      }
      throw refused;
    }
  }

  /** The one number that a query finds. */
  public long number(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /** The one text that a query finds. */
  public String text(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /**
   * Does something while a transaction beside holds what this query locks.
   *
   * @param locking a {@code SELECT ... FOR UPDATE}
   */
  public void whileLocked(String locking, Runnable action) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(locking);
      action.run();
      connection.rollback();
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
        stack.setting("QUARKUS_DATASOURCE_USERNAME"),
        stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
  }
}
