package io.lockstep.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The transfer as plain JDBC does it: both rows locked in ascending order, two balances, two
 * entries and the transfer written, one commit. The same tables, isolation level and number of
 * connections as the service; prepared statements are cached.
 */
final class JdbcTransfers implements AutoCloseable {
  private static final int CONNECTIONS = 20;

  private final HikariDataSource pool;

  JdbcTransfers() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(setting("QUARKUS_DATASOURCE_JDBC_URL"));
    config.setUsername(setting("QUARKUS_DATASOURCE_USERNAME"));
    config.setPassword(setting("QUARKUS_DATASOURCE_PASSWORD"));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    List.of(
            "cachePrepStmts",
            "useServerPrepStmts",
            "useLocalSessionState",
            "cacheServerConfiguration",
            "elideSetAutoCommits")
        .forEach(option -> config.addDataSourceProperty(option, "true"));
    pool = new HikariDataSource(config);
  }

  private static String setting(String variable) {
    String value = System.getenv(variable);
    if (value == null) {
      throw new IllegalStateException(
          variable + " says where the database is: ./lockstep stack env prints it");
    }
    return value;
  }

  /** Moves one cent between two of the accounts. */
  void transfer(List<String> accounts) throws SQLException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int from = random.nextInt(accounts.size());
    int to = (from + 1 + random.nextInt(accounts.size() - 1)) % accounts.size();
    try (Connection connection = pool.getConnection()) {
      try {
        transfer(connection, accounts.get(from), accounts.get(to), 1);
        connection.commit();
      } catch (SQLException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }

  private static void transfer(Connection connection, String from, String to, long amount)
      throws SQLException {
    Account payer = null;
    Account payee = null;
    try (PreparedStatement lock =
        connection.prepareStatement(
            "SELECT id, balance, entries FROM accounts"
                + " WHERE id IN (?, ?) AND currency = 'EUR' ORDER BY id FOR UPDATE")) {
      lock.setString(1, from);
      lock.setString(2, to);
      try (ResultSet rows = lock.executeQuery()) {
        while (rows.next()) {
          Account account = new Account(rows.getString(1), rows.getLong(2), rows.getLong(3));
          if (account.id.equals(from)) {
            payer = account;
          } else {
            payee = account;
          }
        }
      }
    }
    if (payer == null || payee == null || payer.balance < amount) {
      throw new SQLException("the transfer cannot be made");
    }
    write(connection, payer.adding(-amount), payee.adding(amount), amount);
  }

  private static void write(Connection connection, Account payer, Account payee, long amount)
      throws SQLException {
    String id = UUID.randomUUID().toString();
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE accounts SET balance = ?, entries = ? WHERE id = ? AND currency = 'EUR'")) {
      for (Account account : List.of(payer, payee)) {
        update.setLong(1, account.balance);
        update.setLong(2, account.entries);
        update.setString(3, account.id);
        update.executeUpdate();
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO transfers (id, from_id, to_id, amount, currency, created_at)"
                + " VALUES (?, ?, ?, ?, 'EUR', UTC_TIMESTAMP(6))")) {
      insert.setString(1, id);
      insert.setString(2, payer.id);
      insert.setString(3, payee.id);
      insert.setLong(4, amount);
      insert.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO account_entries (account_id, currency, number, transfer_id, amount,"
                + " balance_after, created_at) VALUES (?, 'EUR', ?, ?, ?, ?, UTC_TIMESTAMP(6)),"
                + " (?, 'EUR', ?, ?, ?, ?, UTC_TIMESTAMP(6))")) {
      setEntry(insert, 0, payer, id, -amount);
      setEntry(insert, 5, payee, id, amount);
      insert.executeUpdate();
    }
  }

  private static void setEntry(
      PreparedStatement insert, int after, Account account, String transfer, long amount)
      throws SQLException {
    insert.setString(after + 1, account.id);
    insert.setLong(after + 2, account.entries);
    insert.setString(after + 3, transfer);
    insert.setLong(after + 4, amount);
    insert.setLong(after + 5, account.balance);
  }

  @Override
  public void close() {
    pool.close();
  }

  private record Account(String id, long balance, long entries) {
    Account adding(long amount) {
      return new Account(id, balance + amount, entries + 1);
    }
  }
}
