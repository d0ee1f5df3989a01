package io.lockstep.inventory.orders;

import io.lockstep.messaging.consumer.Received;
import io.lockstep.orders.events.InventoryEvent;
import io.lockstep.orders.events.StockItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a paid order needs of stock.
 *
 * @param items as the order names them
 * @param quantities the sum for each SKU
 * @param traceparent the trace context of the order, or null
 */
record OrderDemand(
    String orderId, List<StockItem> items, Map<String, Long> quantities, String traceparent) {
  private static final String OUT_OF_STOCK = "out-of-stock";

  /**
   * The demand that a message carries.
   *
   * @throws IllegalArgumentException if it is no command
   */
  static OrderDemand of(Received<InventoryEvent> received) {
    if (received.event() instanceof InventoryEvent.Reserve reserve) {
      return new OrderDemand(
          reserve.orderId().toString(),
          reserve.data().items(),
          sumBySku(reserve.data().items()),
          received.traceparent());
    }
    throw new IllegalArgumentException(received.event().type() + " asks nothing of inventory");
  }

  /** What the order hears; nothing if it was cancelled. */
  Optional<InventoryEvent> answer(AllocationStatus status, Instant now) {
    return switch (status) {
      case ALLOCATED -> Optional.of(new InventoryEvent.Reserved(data(null, now)));
      case REJECTED -> Optional.of(new InventoryEvent.Rejected(data(OUT_OF_STOCK, now)));
      case CANCELLED -> Optional.empty();
    };
  }

  private InventoryEvent.Data data(String reason, Instant now) {
    return new InventoryEvent.Data(UUID.fromString(orderId), items, reason, now);
  }

  private static Map<String, Long> sumBySku(List<StockItem> items) {
    Map<String, Long> sums = new TreeMap<>();
    items.forEach(item -> sums.merge(item.sku(), (long) item.quantity(), Long::sum));
    return sums;
  }
}
