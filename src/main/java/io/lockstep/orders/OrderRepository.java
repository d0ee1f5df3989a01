package io.lockstep.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.http.Page;
import io.lockstep.orders.events.OrderItem;
import io.lockstep.platform.Money;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.lockstep.sql.tables.KeyedTable;
import io.lockstep.sweeps.Due;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The rows of orders and of their history; many at a time in one statement. */
@ApplicationScoped
public class OrderRepository {
  private static final KeyedTable<String> ORDERS = KeyedTable.byText("orders o", "o.id");
  private static final String COLUMNS =
      "o.id, o.user_id, o.status, o.reason, o.amount, o.currency, o.items, o.retries, o.traceparent,"
          + " o.version, o.created_at, o.updated_at";

  private final ObjectMapper json;
  private final OrdersConfig config;

  OrderRepository(ObjectMapper json, OrdersConfig config) {
    this.json = json;
    this.config = config;
  }

  public Uni<Void> insert(Tx tx, List<Order> placed) {
    if (placed.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.update(
            """
            INSERT INTO orders (id, user_id, status, amount, currency, items, retries, next_retry_at,
                                traceparent, version, created_at, updated_at)
            SELECT j.id, j.user_id, j.status, j.amount, j.currency, j.items, 0,
                   UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, j.traceparent, j.version, j.at, j.at
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) PATH '$.i',
                user_id VARCHAR(64) PATH '$.u',
                status VARCHAR(16) PATH '$.s',
                amount BIGINT PATH '$.a',
                currency CHAR(3) PATH '$.c',
                items TEXT PATH '$.l',
                traceparent VARCHAR(64) PATH '$.p',
                version BIGINT PATH '$.v',
                at DATETIME(6) PATH '$.t')) j
            """,
            micros(config.answerTimeout()),
            JsonRows.of(placed, this::insertRow))
        .chain(() -> insertHistory(tx, placed));
  }

  /** Reads and locks orders until the transaction ends, in ascending order of their ids. */
  public Uni<Map<UUID, Order>> lock(Tx tx, Collection<UUID> ids) {
    return ORDERS
        .lock(tx, RowLock.UPDATE, COLUMNS, ids.stream().map(UUID::toString).toList(), this::map)
        .map(OrderRepository::byId);
  }

  /** Locks the orders whose answer is overdue and that no other transaction has locked. */
  public Uni<List<Order>> lockUnanswered(Tx tx, Due which) {
    return tx.lock(
        RowLock.UPDATE_SKIP_LOCKED,
        "SELECT " + COLUMNS + " FROM orders o" + unanswered(which),
        this::map,
        which.argument());
  }

  /** The ids of the same, without a lock. */
  public Uni<List<String>> unansweredIds(Tx tx, Due which) {
    return tx.list(
        "SELECT o.id FROM orders o" + unanswered(which),
        row -> row.getString("id"),
        which.argument());
  }

  private static String unanswered(Due which) {
    return " WHERE o.next_retry_at < UTC_TIMESTAMP(6) AND %s ORDER BY o.next_retry_at LIMIT %d"
        .formatted(which.condition("o.id"), which.limit());
  }

  /** Writes orders that changed their status, and the change into their history. */
  public Uni<Void> update(Tx tx, List<Order> changed) {
    if (changed.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.update(
            """
            UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$.i',
                status VARCHAR(16) PATH '$.s',
                reason VARCHAR(32) PATH '$.r',
                final INT PATH '$.f',
                version BIGINT PATH '$.v',
                at DATETIME(6) PATH '$.t')) j
              STRAIGHT_JOIN orders o FORCE INDEX (PRIMARY) ON o.id = j.id
               SET o.status = j.status, o.reason = j.reason, o.version = j.version,
                   o.retries = 0, o.updated_at = j.at,
                   o.next_retry_at =
                     IF(j.final = 1, NULL, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND)
            """,
            JsonRows.of(changed, this::changeRow),
            micros(config.answerTimeout()))
        .chain(() -> insertHistory(tx, changed));
  }

  /** Notes that these orders were asked for again; the time until the next doubles. */
  public Uni<Integer> countRetry(Tx tx, Collection<UUID> ids) {
    return tx.update(
        """
        UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
            id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
          STRAIGHT_JOIN orders o FORCE INDEX (PRIMARY) ON o.id = j.id
           SET o.retries = o.retries + 1,
               o.next_retry_at = UTC_TIMESTAMP(6) + INTERVAL (? * POW(2, o.retries)) MICROSECOND
        """,
        JsonRows.ofValues(ids),
        micros(config.answerTimeout()));
  }

  public Uni<Optional<Order>> find(Tx tx, UUID id) {
    return tx.first(
        "SELECT " + COLUMNS + " FROM orders o WHERE o.id = ?", this::map, id.toString());
  }

  public Uni<List<OrderHistoryEntry>> history(Tx tx, UUID id) {
    return tx.list(
        "SELECT version, status, reason, at FROM order_history WHERE order_id = ? ORDER BY version",
        OrderRepository::historyEntry,
        id.toString());
  }

  /** The history up to the version that the order was read at. */
  public Uni<List<OrderHistoryEntry>> history(Tx tx, Order order) {
    return history(tx, order.id())
        .map(all -> all.stream().filter(entry -> entry.version() <= order.version()).toList());
  }

  /** Newest first. */
  public Uni<List<Order>> list(Tx tx, String userId, OrderStatus status, Page.Request page) {
    StringBuilder sql = new StringBuilder("SELECT " + COLUMNS + " FROM orders o WHERE 1 = 1");
    List<Object> arguments = new ArrayList<>();
    if (userId != null) {
      sql.append(" AND o.user_id = ?");
      arguments.add(userId);
    }
    if (status != null) {
      sql.append(" AND o.status = ?");
      arguments.add(status.name());
    }
    if (page.after() != null) {
      sql.append(" AND o.id < ?");
      arguments.add(page.after());
    }
    sql.append(" ORDER BY o.id DESC LIMIT ?");
    arguments.add(page.rowsToRead());
    return tx.list(sql.toString(), this::map, arguments.toArray());
  }

  private static Uni<Void> insertHistory(Tx tx, List<Order> orders) {
    return tx.update(
            """
            INSERT INTO order_history (order_id, version, status, reason, at)
            SELECT j.id, j.version, j.status, j.reason, j.at
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) PATH '$.i',
                version BIGINT PATH '$.v',
                status VARCHAR(16) PATH '$.s',
                reason VARCHAR(32) PATH '$.r',
                at DATETIME(6) PATH '$.t')) j
            """,
            JsonRows.of(orders, OrderRepository::historyRow))
        .replaceWithVoid();
  }

  private JsonObject insertRow(Order order) {
    return historyRow(order)
        .put("u", order.userId())
        .put("a", order.total().amount())
        .put("c", order.total().currency())
        .put("l", writeItems(order.items()))
        .put("p", order.traceparent());
  }

  private JsonObject changeRow(Order order) {
    return historyRow(order).put("f", order.status().isFinal() ? 1 : 0);
  }

  private static JsonObject historyRow(Order order) {
    return new JsonObject()
        .put("i", order.id().toString())
        .put("v", order.version())
        .put("s", order.status().name())
        .put("r", order.reason())
        .put("t", Time.toJsonColumn(order.updatedAt()));
  }

  private Order map(Row row) {
    return new Order(
        UUID.fromString(row.getString("id")),
        row.getString("user_id"),
        OrderStatus.valueOf(row.getString("status")),
        row.getString("reason"),
        readItems(row.getString("items")),
        new Money(row.getLong("amount"), row.getString("currency")),
        row.getInteger("retries"),
        row.getString("traceparent"),
        row.getLong("version"),
        Time.fromColumn(row.getLocalDateTime("created_at")),
        Time.fromColumn(row.getLocalDateTime("updated_at")));
  }

  /** The versions of those of these orders that there are. */
  public Uni<Map<UUID, Long>> versions(Tx tx, Collection<UUID> ids) {
    return tx.list(
            """
            SELECT o.id, o.version
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
              STRAIGHT_JOIN orders o FORCE INDEX (PRIMARY) ON o.id = j.id
            """,
            row -> Map.entry(UUID.fromString(row.getString("id")), row.getLong("version")),
            JsonRows.ofValues(ids.stream().map(UUID::toString).toList()))
        .map(
            rows ->
                rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static OrderHistoryEntry historyEntry(Row row) {
    return new OrderHistoryEntry(
        row.getLong("version"),
        OrderStatus.valueOf(row.getString("status")),
        row.getString("reason"),
        Time.fromColumn(row.getLocalDateTime("at")));
  }

  private static Map<UUID, Order> byId(List<Order> orders) {
    return orders.stream()
        .collect(Collectors.toMap(Order::id, order -> order, (a, b) -> b, LinkedHashMap::new));
  }

  private String writeItems(List<OrderItem> items) {
    try {
      return json.writeValueAsString(items);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  private List<OrderItem> readItems(String stored) {
    try {
      return json.readValue(stored, new TypeReference<List<OrderItem>>() {});
    } catch (JsonProcessingException notReadable) {
      throw new IllegalStateException(notReadable);
    }
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }
}
