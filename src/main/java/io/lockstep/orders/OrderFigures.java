package io.lockstep.orders;

import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/** Counts orders and sums what they come to. */
@ApplicationScoped
public class OrderFigures {
  private static final String BY_GROUP =
      """
      SELECT status, DATE(created_at) AS day, currency, COUNT(*) AS orders, SUM(amount) AS amount
        FROM orders FORCE INDEX (by_time)
       WHERE created_at >= ? AND created_at < ?
       GROUP BY status, day, currency""";

  /** All that an order's status can be, in the order that an order goes through. */
  public static List<String> statuses() {
    return Arrays.stream(OrderStatus.values()).map(OrderStatus::name).toList();
  }

  /**
   * The figures of orders that were placed from one time up to before another, read with one
   * statement: an order is in one group at most, at every isolation level, because the time it was
   * placed never changes.
   */
  public Uni<List<Figure>> placedIn(Tx tx, Instant from, Instant until) {
    return tx.list(BY_GROUP, Figure::of, Time.toColumn(from), Time.toColumn(until));
  }

  /** The same under a shared lock on each of the orders: waits for those that are changing. */
  public Uni<List<Figure>> lockedIn(Tx tx, Instant from, Instant until) {
    return tx.lock(RowLock.SHARE, BY_GROUP, Figure::of, Time.toColumn(from), Time.toColumn(until));
  }

  /**
   * The orders of one status, day (UTC) and currency.
   *
   * @param amount the sum of their totals in minor units
   * @param isRevenue whether this money was earned: the orders are confirmed
   */
  public record Figure(
      String status,
      LocalDate day,
      String currency,
      long count,
      BigDecimal amount,
      boolean isRevenue) {
    private static Figure of(Row row) {
      String status = row.getString("status");
      return new Figure(
          status,
          row.getLocalDate("day"),
          row.getString("currency"),
          row.getLong("orders"),
          row.getBigDecimal("amount"),
          status.equals(OrderStatus.CONFIRMED.name()));
    }
  }
}
