package io.lockstep.bench;

import io.lockstep.testing.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Confirmed orders of the past, with their history, payments, allocations and goods, so that the
 * tables are as large as after years. The audit holds over them.
 */
final class OldOrders {
  private static final String ID =
      "CONCAT(LPAD(HEX(n + $from), 8, '0'), '-0000-7000-8000-000000000000')";
  private static final String THEN = "UTC_TIMESTAMP(6) - INTERVAL 400 DAY + INTERVAL n SECOND";

  private static final List<String> ROWS =
      List.of(
          """
          INSERT INTO orders (id, user_id, status, amount, currency, items, version, created_at,
                              updated_at)
          SELECT $id, CONCAT('old-', n), 'CONFIRMED', 100, 'EUR',
                 '[{"sku":"old","quantity":1,"unitPrice":{"amount":100,"currency":"EUR"}}]', 3,
                 $then, $then
            FROM $numbers numbers ORDER BY n
          """,
          "INSERT INTO order_items (sku, order_id) SELECT 'old', $id FROM $numbers numbers ORDER BY n",
          """
          INSERT INTO order_history (order_id, version, status, at)
          SELECT $id, version, status, $then
            FROM $numbers numbers,
                 (SELECT 1 AS version, 'PENDING' AS status UNION ALL SELECT 2, 'PAID'
                  UNION ALL SELECT 3, 'CONFIRMED') steps
           ORDER BY n, version
          """,
          """
          INSERT INTO payments (order_id, payment_id, account_id, amount, currency, status,
                                created_at, updated_at)
          SELECT $id, $id, CONCAT('old-', n), 100, 'EUR', 'COMPLETED', $then, $then
            FROM $numbers numbers ORDER BY n
          """,
          """
          INSERT INTO order_allocations (order_id, status, batch, created_at)
          SELECT $id, 'ALLOCATED', 'old', $then FROM $numbers numbers ORDER BY n
          """,
          """
          INSERT INTO allocated_items (order_id, sku, quantity)
          SELECT $id, 'old', 1 FROM $numbers numbers ORDER BY n
          """,
          "INSERT IGNORE INTO stock (sku, on_hand, reserved, version) VALUES ('old', 0, 0, 1)",
          """
          INSERT INTO stock_receipts (id, sku, quantity, created_at)
          SELECT $id, 'old', $count, UTC_TIMESTAMP(6) FROM $numbers numbers WHERE n = 0
          """);

  private OldOrders() {}

  /** Adds old orders until there are that many, 100,000 in a transaction. */
  static void fill(int wanted) throws SQLException {
    Stack stack = Stack.current();
    try (Connection connection =
            DriverManager.getConnection(
                stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
                stack.setting("QUARKUS_DATASOURCE_USERNAME"),
                stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int there = count(statement); there < wanted; there += Numbers.COUNT) {
        for (String rows : ROWS) {
          statement.executeUpdate(sql(rows, there));
        }
        connection.commit();
        System.err.printf("bench orders: %,d old orders%n", there + Numbers.COUNT);
      }
    }
  }

  private static int count(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT COUNT(*) FROM order_allocations WHERE batch = 'old'")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static String sql(String rows, int from) {
    return rows.replace("$id", ID)
        .replace("$from", Integer.toString(from))
        .replace("$then", THEN)
        .replace("$numbers", Numbers.table())
        .replace("$count", Integer.toString(Numbers.COUNT));
  }
}
