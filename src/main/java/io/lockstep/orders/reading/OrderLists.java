package io.lockstep.orders.reading;

import io.lockstep.http.Page;
import io.lockstep.http.PageWalk;
import io.lockstep.http.PageWalk.Batch;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderRows;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Time;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Select;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Lists orders by any combination of filters, newest first, each along one index. What this index
 * does not have is looked up in the rows, and at most {@link #MOST_CANDIDATES} of them for a page:
 * it may then be short, even empty, and say that there is more.
 *
 * <p>An id begins with the time of placing, so a period is a range of ids.
 */
@ApplicationScoped
class OrderLists {
  /** Most orders that are looked at for one page. */
  static final int MOST_CANDIDATES = 5_000;

  /** The time of placing is read right after the id is made. */
  private static final Duration TIME_AFTER_ID = Duration.ofSeconds(1);

  private final Transactions transactions;
  private final OrderRows rows;

  OrderLists(Transactions transactions, OrderRows rows) {
    this.transactions = transactions;
    this.rows = rows;
  }

  Uni<Page<Order>> list(OrderFilter filter, Page.Request page) {
    String first = before(filter, page.beforeId(Ids::isWellFormed));
    return transactions.read(
        tx ->
            PageWalk.fill(
                page,
                first,
                1,
                order -> order.id().toString(),
                before -> batch(tx, filter, before, page.rowsToRead())));
  }

  private Uni<Batch<Order>> batch(Tx tx, OrderFilter filter, String before, int limit) {
    if (OrderListIndex.of(filter).rest(filter).isEmpty()) {
      return orders(filter, before, Optional.empty(), limit)
          .list(tx, rows::order)
          .map(found -> new Batch<>(found, null));
    }
    return lastCandidate(filter, before, MOST_CANDIDATES)
        .list(tx, row -> row.getString("id"))
        .map(found -> found.stream().findFirst())
        .flatMap(last -> batch(tx, filter, before, last, limit));
  }

  private Uni<Batch<Order>> batch(
      Tx tx, OrderFilter filter, String before, Optional<String> last, int limit) {
    return orders(filter, before, last, limit)
        .list(tx, rows::order)
        .map(found -> new Batch<>(found, last.orElse(null)));
  }

  /** The id that the first page begins before. */
  private static String before(OrderFilter filter, String cursor) {
    if (filter.to() == null) {
      return cursor;
    }
    String end = Ids.lowestAt(filter.to().plusMillis(1));
    return end.compareTo(cursor) < 0 ? end : cursor;
  }

  /**
   * The orders before an id.
   *
   * @param last the last order to look at; empty for all
   */
  static Select orders(OrderFilter filter, String before, Optional<String> last, int limit) {
    OrderListIndex index = OrderListIndex.of(filter);
    return range(filter, before)
        .and(index.id() + " >= ?", last.orElse(null))
        .and(index.rest(filter))
        .and("orders.created_at >= ?", column(filter.from()))
        .and("orders.created_at < ?", column(filter.to()))
        .select(
            OrderRows.COLUMNS, index.orders(), "ORDER BY " + index.id() + " DESC LIMIT ?", limit);
  }

  /** The id of the last of so many entries of the index; none if there are fewer. */
  static Select lastCandidate(OrderFilter filter, String before, int count) {
    OrderListIndex index = OrderListIndex.of(filter);
    return range(filter, before)
        .select(
            index.id() + " AS id",
            index.entries(),
            "ORDER BY " + index.id() + " DESC LIMIT 1 OFFSET ?",
            count - 1);
  }

  private static Where range(OrderFilter filter, String before) {
    OrderListIndex index = OrderListIndex.of(filter);
    return index
        .entries(filter)
        .and(index.id() + " < ?", before)
        .and(index.id() + " >= ?", filter.from() == null ? null : earliestId(filter.from()));
  }

  private static String earliestId(Instant from) {
    Instant earliest = from.minus(TIME_AFTER_ID);
    return Ids.lowestAt(earliest.isBefore(Instant.EPOCH) ? Instant.EPOCH : earliest);
  }

  private static Object column(Instant time) {
    return time == null ? null : Time.toColumn(time);
  }
}
