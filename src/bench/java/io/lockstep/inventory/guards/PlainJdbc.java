package io.lockstep.inventory.guards;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lockstep.testing.Stack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Reservations as they are usually written: one transaction each, on JDBC with a pool. */
final class PlainJdbc implements AutoCloseable {
  private static final int POOL = 16;

  private final HikariDataSource pool;
  private final RedissonClient redisson;

  private PlainJdbc(HikariDataSource pool, RedissonClient redisson) {
    this.pool = pool;
    this.redisson = redisson;
  }

  static PlainJdbc connect() {
    Stack stack = Stack.current();
    HikariConfig settings = new HikariConfig();
    settings.setJdbcUrl(
        stack.setting("QUARKUS_DATASOURCE_JDBC_URL")
            + "&useServerPrepStmts=true&cachePrepStmts=true&useLocalSessionState=true");
    settings.setUsername(stack.setting("QUARKUS_DATASOURCE_USERNAME"));
    settings.setPassword(stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
    settings.setMaximumPoolSize(POOL);
    settings.setAutoCommit(false);
    settings.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    Config redis = new Config();
    redis.useSingleServer().setAddress(stack.setting("QUARKUS_REDIS_HOSTS"));
    return new PlainJdbc(new HikariDataSource(settings), Redisson.create(redis));
  }

  /** Locks the row, looks, writes. */
  boolean forUpdate(String id, String sku) throws SQLException {
    return readModifyWrite(id, sku, " FOR UPDATE");
  }

  /** The same without a row lock, under a lock in Redis. */
  boolean underRedissonLock(String id, String sku) throws SQLException {
    RLock lock = redisson.getLock("bench:" + sku);
    lock.lock();
    try {
      return readModifyWrite(id, sku, "");
    } finally {
      lock.unlock();
    }
  }

  /** Lets the update decide. */
  boolean conditionalUpdate(String id, String sku) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      boolean enough = holdIfEnough(connection, sku);
      if (enough) {
        insert(connection, id, sku);
      }
      connection.commit();
      return enough;
    }
  }

  private boolean readModifyWrite(String id, String sku, String lock) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      long reserved = reservedIfAvailable(connection, sku, lock);
      if (reserved >= 0) {
        insert(connection, id, sku);
        write(connection, sku, reserved + 1);
      }
      connection.commit();
      return reserved >= 0;
    }
  }

  /** Units reserved already; -1 if none is left. */
  private static long reservedIfAvailable(Connection connection, String sku, String lock)
      throws SQLException {
    try (PreparedStatement read =
        connection.prepareStatement("SELECT on_hand, reserved FROM stock WHERE sku = ?" + lock)) {
      read.setString(1, sku);
      try (ResultSet row = read.executeQuery()) {
        return row.next() && row.getLong(1) > row.getLong(2) ? row.getLong(2) : -1;
      }
    }
  }

  private static void write(Connection connection, String sku, long reserved) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE stock SET reserved = ?, version = version + 1 WHERE sku = ?")) {
      update.setLong(1, reserved);
      update.setString(2, sku);
      update.executeUpdate();
    }
  }

  private static boolean holdIfEnough(Connection connection, String sku) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE stock SET reserved = reserved + 1, version = version + 1"
                + " WHERE sku = ? AND on_hand > reserved")) {
      update.setString(1, sku);
      return update.executeUpdate() == 1;
    }
  }

  private static void insert(Connection connection, String id, String sku) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO reservations (id, sku, quantity, status, expires_at, created_at) VALUES"
                + " (?, ?, 1, 'HELD', UTC_TIMESTAMP(6) + INTERVAL 1 HOUR, UTC_TIMESTAMP(6))")) {
      insert.setString(1, id);
      insert.setString(2, sku);
      insert.executeUpdate();
    }
  }

  @Override
  public void close() {
    redisson.shutdown();
    pool.close();
  }

  /** One of the ways above. */
  @FunctionalInterface
  interface Reservation {
    /** Whether a unit was set aside. */
    boolean make(String id, String sku) throws SQLException;
  }
}
