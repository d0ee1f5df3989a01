package io.lockstep.inventory.orders;

import io.lockstep.inventory.orders.AllocatedItems.Sold;
import io.lockstep.inventory.stock.StockDecisions;
import io.lockstep.inventory.stock.StockRows;
import io.lockstep.messaging.consumer.MessageConsumer;
import io.lockstep.messaging.consumer.Received;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.events.InventoryEvent;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.platform.Names;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Gives paid orders their items, many orders in one transaction: each gets all of its items or
 * none, in the order of arrival. The items are sold at once, because the order is paid; there is
 * nothing that could lapse.
 *
 * <p>Cost: six statements with the inbox, for any number of orders; one more each if an order was
 * asked for before, or is short. One less for one order of one SKU: the update decides.
 */
@ApplicationScoped
class AllocatingStock {
  private final OrderAllocations allocations;
  private final StockRows stock;
  private final AllocatedItems allocatedItems;
  private final OrderFlowMessages messages;
  private final Outbox outbox;
  private final Clock clock;
  private final MessageConsumer<InventoryEvent> consumer;

  AllocatingStock(
      OrderAllocations allocations,
      StockRows stock,
      AllocatedItems allocatedItems,
      OrderFlowMessages messages,
      Outbox outbox,
      Clock clock,
      MessageConsumer.Factory consumers) {
    this.allocations = allocations;
    this.stock = stock;
    this.allocatedItems = allocatedItems;
    this.messages = messages;
    this.outbox = outbox;
    this.clock = clock;
    this.consumer =
        consumers.consumer("inventory.orders", InventoryEvent.TYPES, this::allocateReceived);
  }

  @Incoming("inventory-orders")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> on(Message<byte[]> message) {
    return consumer.accept(message);
  }

  private Uni<Void> allocateReceived(Tx tx, List<Received<InventoryEvent>> received) {
    return allocate(tx, received.stream().map(OrderDemand::of).toList());
  }

  /** Decides orders and says what was decided; the same order is decided once and answered once. */
  Uni<Void> allocate(Tx tx, List<OrderDemand> demands) {
    Map<String, OrderDemand> byOrder = new LinkedHashMap<>();
    demands.forEach(demand -> byOrder.putIfAbsent(demand.orderId(), demand));
    return allocations
        .insertOrFind(tx, byOrder.keySet(), AllocationStatus.ALLOCATED)
        .flatMap(
            before ->
                decideFresh(tx, byOrder, before)
                    .flatMap(decided -> outbox.append(tx, answers(byOrder, before, decided))));
  }

  /** What each order has now: what it had before, or what it gets here. */
  private Uni<Map<String, AllocationStatus>> decideFresh(
      Tx tx, Map<String, OrderDemand> byOrder, Map<String, AllocationStatus> before) {
    List<OrderDemand> fresh =
        byOrder.values().stream().filter(demand -> !before.containsKey(demand.orderId())).toList();
    if (fresh.isEmpty()) {
      return Uni.createFrom().item(before);
    }
    return (isOfOneSku(fresh) ? sellOne(tx, fresh.get(0)) : sellTogether(tx, fresh))
        .map(decided -> union(before, decided));
  }

  private static boolean isOfOneSku(List<OrderDemand> demands) {
    return demands.size() == 1
        && demands.get(0).quantities().size() == 1
        && skusOf(demands).size() == 1;
  }

  private Uni<Map<String, AllocationStatus>> sellOne(Tx tx, OrderDemand demand) {
    Map.Entry<String, Long> item = demand.quantities().entrySet().iterator().next();
    return stock
        .sellIfEnough(tx, item.getKey(), item.getValue())
        .map(enough -> Map.of(demand.orderId(), AllocationStatus.of(enough)))
        .call(decided -> write(tx, List.of(demand), decided));
  }

  private Uni<Map<String, AllocationStatus>> sellTogether(Tx tx, List<OrderDemand> fresh) {
    return stock.lock(tx, RowLock.UPDATE, skusOf(fresh)).flatMap(locked -> sell(tx, fresh, locked));
  }

  private Uni<Map<String, AllocationStatus>> sell(
      Tx tx, List<OrderDemand> fresh, StockDecisions locked) {
    Map<String, AllocationStatus> decided = new LinkedHashMap<>();
    fresh.forEach(demand -> decided.put(demand.orderId(), decide(locked, demand)));
    return write(tx, fresh, decided)
        .chain(() -> stock.apply(tx, locked.changes()))
        .replaceWith(decided);
  }

  private Uni<Void> write(Tx tx, List<OrderDemand> fresh, Map<String, AllocationStatus> decided) {
    return allocatedItems
        .insert(tx, sold(fresh, decided))
        .chain(() -> allocations.change(tx, rejected(decided), AllocationStatus.REJECTED));
  }

  private static AllocationStatus decide(StockDecisions locked, OrderDemand demand) {
    return AllocationStatus.of(locked.sellAll(demand.quantities()));
  }

  private static List<Sold> sold(List<OrderDemand> fresh, Map<String, AllocationStatus> decided) {
    return fresh.stream()
        .filter(demand -> decided.get(demand.orderId()) == AllocationStatus.ALLOCATED)
        .flatMap(AllocatingStock::sold)
        .toList();
  }

  private static Stream<Sold> sold(OrderDemand demand) {
    return demand.quantities().entrySet().stream()
        .map(item -> new Sold(demand.orderId(), item.getKey(), item.getValue()));
  }

  private List<OutgoingMessage> answers(
      Map<String, OrderDemand> byOrder,
      Map<String, AllocationStatus> before,
      Map<String, AllocationStatus> decided) {
    return byOrder.values().stream()
        .flatMap(
            demand ->
                demand.answer(decided.get(demand.orderId()), clock.instant()).stream()
                    .map(event -> answer(event, demand, before.containsKey(demand.orderId()))))
        .toList();
  }

  private OutgoingMessage answer(InventoryEvent event, OrderDemand demand, boolean again) {
    return again
        ? messages.again(event, demand.traceparent())
        : messages.of(event, demand.traceparent());
  }

  /** A SKU that cannot exist has no row to lock. */
  private static List<String> skusOf(List<OrderDemand> demands) {
    return demands.stream()
        .flatMap(demand -> demand.quantities().keySet().stream())
        .filter(Names::isValid)
        .toList();
  }

  private static Collection<String> rejected(Map<String, AllocationStatus> decided) {
    return decided.entrySet().stream()
        .filter(order -> order.getValue() == AllocationStatus.REJECTED)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, AllocationStatus> union(
      Map<String, AllocationStatus> before, Map<String, AllocationStatus> decided) {
    Map<String, AllocationStatus> all = new LinkedHashMap<>(before);
    all.putAll(decided);
    return all;
  }
}
