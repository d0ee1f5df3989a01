package io.lockstep.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.orders.events.OrderItem;
import io.lockstep.platform.Money;
import io.lockstep.platform.Time;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How an order is read from its row, and what of it is kept as JSON. */
@ApplicationScoped
public class OrderRows {
  /** In a query that names other tables too. */
  public static final String COLUMNS =
      "orders.id, orders.user_id, orders.status, orders.reason, orders.amount, orders.currency,"
          + " orders.items, orders.external_id, orders.metadata, orders.retries,"
          + " orders.traceparent, orders.version, orders.created_at, orders.updated_at";

  private final ObjectMapper json;

  OrderRows(ObjectMapper json) {
    this.json = json;
  }

  public Order order(Row row) {
    return new Order(
        UUID.fromString(row.getString("id")),
        row.getString("user_id"),
        OrderStatus.valueOf(row.getString("status")),
        row.getString("reason"),
        read(row.getString("items"), new TypeReference<List<OrderItem>>() {}),
        new Money(row.getLong("amount"), row.getString("currency")),
        row.getString("external_id"),
        metadata(row.getString("metadata")),
        row.getInteger("retries"),
        row.getString("traceparent"),
        row.getLong("version"),
        Time.fromColumn(row.getLocalDateTime("created_at")),
        Time.fromColumn(row.getLocalDateTime("updated_at")));
  }

  String items(Order order) {
    return write(order.items());
  }

  /** Null where there is none, so that a row without it takes no room for it. */
  String metadata(Order order) {
    return order.metadata().isEmpty() ? null : write(order.metadata());
  }

  /** In the order in which the caller gave it. */
  private Map<String, String> metadata(String stored) {
    return stored == null
        ? Map.of()
        : read(stored, new TypeReference<LinkedHashMap<String, String>>() {});
  }

  private String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  private <T> T read(String stored, TypeReference<T> type) {
    try {
      return json.readValue(stored, type);
    } catch (JsonProcessingException notReadable) {
      throw new IllegalStateException(notReadable);
    }
  }
}
