package io.lockstep.orders;

import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.lockstep.sweeps.Due;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of orders and of their history; many at a time in one statement. */
@ApplicationScoped
public class OrderRepository {
  private static final Table<UUID> ORDERS = Table.byId("orders", "id");
  private static final TableRows<Order> CHANGED =
      ORDERS.rows(
          Order::id,
          Column.text("status", 16, Order::status),
          Column.text("reason", 32, Order::reason),
          Column.number("version", Order::version),
          Column.sql("retries", "0"),
          Column.time("updated_at", OrderRepository::updatedAt),
          Column.number("is_final", (Order order) -> order.status().isFinal() ? 1 : 0).unstored(),
          Column.sql(
              "next_retry_at",
              "IF(j.is_final = 1, NULL, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND)"));
  private static final String UPDATE_IF_UNCHANGED =
      """
      UPDATE orders
         SET status = ?, reason = ?, version = ?, retries = 0, updated_at = ?,
             next_retry_at = IF(?, NULL, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND)
       WHERE id = ? AND version = ?
      """;
  private static final TableRows<UUID> RETRIED =
      ORDERS.rows(
          id -> id,
          Column.sql(
              "next_retry_at",
              "UTC_TIMESTAMP(6) + INTERVAL (? * POW(2, orders.retries)) MICROSECOND"),
          Column.sql("retries", "orders.retries + 1"));
  private static final TableRows<UUID> POSTPONED =
      ORDERS.rows(
          id -> id, Column.sql("next_retry_at", "UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"));
  private static final TableRows<OrderChange> HISTORY =
      Table.<OrderChange>of(
              "order_history",
              Column.id("order_id", change -> change.next().id()),
              Column.number("version", change -> change.next().version()))
          .rows(
              change -> change,
              Column.text("status", 16, change -> change.next().status()),
              Column.text("reason", 32, change -> change.next().reason()),
              Column.of("actor", "VARCHAR(255) CHARACTER SET utf8mb4", OrderChange::actor),
              Column.time("at", change -> updatedAt(change.next())));

  private static final TableRows<OrderedSku> ITEMS =
      Table.<OrderedSku>of(
              "order_items",
              Column.text("sku", 64, OrderedSku::sku),
              Column.id("order_id", OrderedSku::orderId))
          .rows(item -> item);

  private final TableRows<Order> placed =
      ORDERS.rows(
          Order::id,
          Column.text("user_id", 64, Order::userId),
          Column.text("status", 16, Order::status),
          Column.number("amount", order -> order.total().amount()),
          Column.chars("currency", 3, order -> order.total().currency()),
          Column.of("items", "TEXT", this::items),
          Column.of("external_id", "VARCHAR(64) CHARACTER SET utf8mb4", Order::externalId),
          Column.of("metadata", "TEXT CHARACTER SET utf8mb4", this::metadata),
          Column.sql("retries", "0"),
          Column.sql("next_retry_at", "UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"),
          Column.text("traceparent", 64, Order::traceparent),
          Column.number("version", Order::version),
          Column.time("updated_at", OrderRepository::updatedAt),
          Column.sql("created_at", "j.updated_at"));

  private final OrderRows rows;
  private final OrdersConfig config;
  private final OrderCounts counts;

  OrderRepository(OrderRows rows, OrdersConfig config, OrderCounts counts) {
    this.rows = rows;
    this.config = config;
    this.counts = counts;
  }

  /** Inserts orders that were placed, and this into their history. */
  public Uni<Void> insert(Tx tx, List<OrderChange> taken) {
    List<Order> orders = next(taken);
    tx.afterCommit(() -> counts.count(orders));
    return placed
        .insert(tx, orders, micros(config.answerTimeout()))
        .chain(() -> ITEMS.insert(tx, orders.stream().flatMap(OrderedSku::of).toList()))
        .chain(() -> insertHistory(tx, taken));
  }

  /** Reads and locks orders until the transaction ends, in ascending order of their ids. */
  public Uni<Map<UUID, Order>> lock(Tx tx, Collection<UUID> ids) {
    return ORDERS
        .lock(tx, RowLock.UPDATE, OrderRows.COLUMNS, ids, rows::order)
        .map(OrderRepository::byId);
  }

  /** Locks the orders whose answer is overdue and that no other transaction has locked. */
  public Uni<List<Order>> lockUnanswered(Tx tx, Due which) {
    return tx.lock(
        RowLock.UPDATE_SKIP_LOCKED,
        "SELECT " + OrderRows.COLUMNS + " FROM orders" + unanswered(which),
        rows::order,
        which.argument());
  }

  /** The ids of the same, without a lock. */
  public Uni<List<String>> unansweredIds(Tx tx, Due which) {
    return tx.list(
        "SELECT id FROM orders" + unanswered(which), row -> row.getString("id"), which.argument());
  }

  private static String unanswered(Due which) {
    return " WHERE next_retry_at < UTC_TIMESTAMP(6) AND %s ORDER BY next_retry_at LIMIT %d"
        .formatted(which.condition("orders.id"), which.limit());
  }

  /** Writes orders that changed their status, and the change into their history. */
  public Uni<Void> update(Tx tx, List<OrderChange> changed) {
    List<Order> orders = next(changed);
    tx.afterCommit(() -> counts.count(orders));
    return CHANGED
        .update(tx, orders, micros(config.answerTimeout()))
        .chain(() -> insertHistory(tx, changed));
  }

  /**
   * Writes one order that changed its status, unless it is not at the version before that any more:
   * then nothing changes, and the answer is false. It is locked from then on.
   */
  public Uni<Boolean> updateIfUnchanged(Tx tx, OrderChange change) {
    Order next = change.next();
    return tx.update(
            UPDATE_IF_UNCHANGED,
            next.status().name(),
            next.reason(),
            next.version(),
            Time.toColumn(next.updatedAt()),
            next.status().isFinal(),
            micros(config.answerTimeout()),
            next.id().toString(),
            next.version() - 1)
        .map(updated -> updated == 1)
        .call(
            updated -> updated ? insertHistory(tx, List.of(change)) : Uni.createFrom().voidItem());
  }

  /** Notes that these orders were asked for again; the time until the next doubles. */
  public Uni<Integer> countRetry(Tx tx, Collection<UUID> ids) {
    return RETRIED.update(tx, ids, micros(config.answerTimeout()));
  }

  /** Looks at these orders again after the answer timeout, and counts no retry. */
  public Uni<Integer> postponeRetry(Tx tx, Collection<UUID> ids) {
    return POSTPONED.update(tx, ids, micros(config.answerTimeout()));
  }

  public Uni<Optional<Order>> find(Tx tx, UUID id) {
    return tx.first(
        "SELECT " + OrderRows.COLUMNS + " FROM orders WHERE id = ?", rows::order, id.toString());
  }

  public Uni<List<OrderHistoryEntry>> history(Tx tx, UUID id) {
    return tx.list(
        "SELECT version, status, reason, at, actor FROM order_history WHERE order_id = ? ORDER BY version",
        OrderRepository::historyEntry,
        id.toString());
  }

  /** The history up to the version that the order was read at. */
  public Uni<List<OrderHistoryEntry>> history(Tx tx, Order order) {
    return history(tx, order.id())
        .map(all -> all.stream().filter(entry -> entry.version() <= order.version()).toList());
  }

  private static List<Order> next(List<OrderChange> changes) {
    return changes.stream().map(OrderChange::next).toList();
  }

  private static Uni<Void> insertHistory(Tx tx, List<OrderChange> changes) {
    return HISTORY.insert(tx, changes).replaceWithVoid();
  }

  private static String updatedAt(Order order) {
    return Time.toJsonColumn(order.updatedAt());
  }

  /** The versions of those of these orders that there are. */
  public Uni<Map<UUID, Long>> versions(Tx tx, Collection<UUID> ids) {
    return ORDERS
        .read(
            tx,
            "id, version",
            ids,
            row -> Map.entry(UUID.fromString(row.getString("id")), row.getLong("version")))
        .map(
            rows ->
                rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static OrderHistoryEntry historyEntry(Row row) {
    return new OrderHistoryEntry(
        row.getLong("version"),
        OrderStatus.valueOf(row.getString("status")),
        row.getString("reason"),
        Time.fromColumn(row.getLocalDateTime("at")),
        row.getString("actor"));
  }

  private static Map<UUID, Order> byId(List<Order> orders) {
    return orders.stream()
        .collect(Collectors.toMap(Order::id, order -> order, (a, b) -> b, LinkedHashMap::new));
  }

  private String items(Order order) {
    return rows.items(order);
  }

  private String metadata(Order order) {
    return rows.metadata(order);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  /** That an order has an item of a SKU. */
  private record OrderedSku(String sku, UUID orderId) {
    static Stream<OrderedSku> of(Order order) {
      return order.items().stream().map(item -> new OrderedSku(item.sku(), order.id()));
    }
  }
}
