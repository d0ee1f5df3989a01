package io.lockstep.inventory.orders;

import io.lockstep.inventory.orders.AllocatedItems.Sold;
import io.lockstep.inventory.stock.StockDeltas;
import io.lockstep.inventory.stock.StockRows;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.changing.OrderCompensation;
import io.lockstep.orders.events.InventoryEvent;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.orders.events.StockItem;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts the items of cancelled orders back into stock, and remembers that an order which was not
 * decided yet gets nothing. Cost: one statement for orders that have nothing, seven otherwise, for
 * any number of orders.
 */
@ApplicationScoped
class ReturningStock implements OrderCompensation {
  private static final int AFTER_MONEY = 20;

  private final OrderAllocations allocations;
  private final AllocatedItems allocatedItems;
  private final StockRows stock;
  private final OrderFlowMessages messages;
  private final Outbox outbox;
  private final Clock clock;

  ReturningStock(
      OrderAllocations allocations,
      AllocatedItems allocatedItems,
      StockRows stock,
      OrderFlowMessages messages,
      Outbox outbox,
      Clock clock) {
    this.allocations = allocations;
    this.allocatedItems = allocatedItems;
    this.stock = stock;
    this.messages = messages;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Override
  public int lockOrder() {
    return AFTER_MONEY;
  }

  @Override
  public Uni<Void> undo(Tx tx, List<Cancellation> cancellations) {
    Map<String, Cancellation> byOrder = new LinkedHashMap<>();
    cancellations.forEach(
        cancellation -> byOrder.putIfAbsent(cancellation.orderId().toString(), cancellation));
    return byOrder.isEmpty()
        ? Uni.createFrom().voidItem()
        : allocations
            .insertOrFind(tx, byOrder.keySet(), AllocationStatus.CANCELLED)
            .call(before -> putBack(tx, byOrder, with(AllocationStatus.ALLOCATED, before)))
            .call(before -> cancel(tx, AllocationStatus.REJECTED, before))
            .replaceWithVoid();
  }

  private Uni<Void> putBack(Tx tx, Map<String, Cancellation> byOrder, List<String> allocated) {
    return allocated.isEmpty()
        ? Uni.createFrom().voidItem()
        : allocatedItems
            .lock(tx, allocated)
            .call(() -> allocatedItems.delete(tx, allocated))
            .call(sold -> stock.apply(tx, putBack(sold)))
            .call(() -> allocations.cancel(tx, allocated, AllocationStatus.ALLOCATED))
            .flatMap(sold -> outbox.append(tx, released(byOrder, allocated, sold)));
  }

  private Uni<Void> cancel(Tx tx, AllocationStatus status, Map<String, AllocationStatus> before) {
    return allocations.cancel(tx, with(status, before), status);
  }

  private List<OutgoingMessage> released(
      Map<String, Cancellation> byOrder, List<String> allocated, List<Sold> sold) {
    Map<String, List<StockItem>> items =
        sold.stream()
            .sorted(Comparator.comparing(Sold::sku))
            .collect(
                Collectors.groupingBy(
                    Sold::orderId, Collectors.mapping(ReturningStock::item, Collectors.toList())));
    return allocated.stream()
        .map(byOrder::get)
        .map(
            cancellation ->
                messages.of(
                    new InventoryEvent.Released(
                        new InventoryEvent.Data(
                            cancellation.orderId(),
                            items.getOrDefault(cancellation.orderId().toString(), List.of()),
                            cancellation.reason(),
                            clock.instant())),
                    cancellation.traceparent()))
        .toList();
  }

  private static StockItem item(Sold sold) {
    return new StockItem(sold.sku(), Math.toIntExact(sold.quantity()));
  }

  private static StockDeltas putBack(List<Sold> sold) {
    StockDeltas changes = new StockDeltas();
    sold.forEach(item -> changes.putBack(item.sku(), item.quantity()));
    return changes;
  }

  private static List<String> with(AllocationStatus status, Map<String, AllocationStatus> byOrder) {
    return byOrder.entrySet().stream()
        .filter(order -> order.getValue() == status)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
