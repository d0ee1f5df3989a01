package io.lockstep.orders.changing;

import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderChange;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.OrderStatus;
import io.lockstep.orders.RecentOrders;
import io.lockstep.orders.changing.OrderCompensation.Cancellation;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.orders.reading.OrderFeed;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes what became of orders, together: money and stock put back where an order is given up, the
 * rows, the history, the messages. The orders must be locked by the transaction already.
 */
@ApplicationScoped
class WritingOrderChanges {
  private final List<OrderCompensation> compensations;
  private final List<OrderConfirmation> confirmations;
  private final OrderRepository orders;
  private final RecentOrders recent;
  private final Outbox outbox;
  private final OrderFlowMessages messages;
  private final OrderFeed changes;

  WritingOrderChanges(
      @Any Instance<OrderCompensation> compensations,
      @Any Instance<OrderConfirmation> confirmations,
      OrderRepository orders,
      RecentOrders recent,
      Outbox outbox,
      OrderFlowMessages messages,
      OrderFeed changes) {
    this.compensations =
        compensations.stream().sorted(Comparator.comparing(OrderCompensation::lockOrder)).toList();
    this.confirmations = confirmations.stream().toList();
    this.orders = orders;
    this.recent = recent;
    this.outbox = outbox;
    this.messages = messages;
    this.changes = changes;
  }

  /**
   * Writes changes in their order.
   *
   * <p>An order that changes twice in one batch (paid, and reserved already) is written at one
   * version after the other, so that its history has both.
   */
  Uni<Void> write(Tx tx, List<OrderChange> all) {
    if (all.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return compensate(tx, all)
        .chain(() -> confirm(tx, all))
        .chain(() -> writeOrders(tx, all))
        .chain(() -> publish(tx, all));
  }

  /**
   * Writes one change that was decided by what {@link RecentOrders} knows: nothing is to be
   * compensated, and the order need not be locked.
   *
   * @return false if the order has changed since; nothing is written then
   */
  Uni<Boolean> writeIfUnchanged(Tx tx, OrderChange change) {
    return orders
        .updateIfUnchanged(tx, change)
        .call(written -> written ? follow(tx, List.of(change)) : Uni.createFrom().voidItem());
  }

  private Uni<Void> follow(Tx tx, List<OrderChange> all) {
    return confirm(tx, all).chain(() -> publish(tx, all));
  }

  /** Whoever follows an order is told after the relay, so that its next step waits for nobody. */
  private Uni<Void> publish(Tx tx, List<OrderChange> all) {
    return outbox
        .append(tx, messagesOf(all))
        .invoke(() -> tx.afterCommit(() -> recent.committed(all)))
        .invoke(() -> tx.afterCommit(() -> changes.announce(all)));
  }

  private Uni<Void> compensate(Tx tx, List<OrderChange> all) {
    List<Cancellation> cancellations =
        all.stream()
            .filter(OrderChange::compensate)
            .map(OrderChange::next)
            .map(order -> new Cancellation(order.id(), order.reason(), order.traceparent()))
            .toList();
    Uni<Void> chain = Uni.createFrom().voidItem();
    if (!cancellations.isEmpty()) {
      for (OrderCompensation compensation : compensations) {
        chain = chain.chain(() -> compensation.undo(tx, cancellations));
      }
    }
    return chain;
  }

  private Uni<Void> confirm(Tx tx, List<OrderChange> all) {
    List<UUID> confirmed =
        all.stream()
            .map(OrderChange::next)
            .filter(order -> order.status() == OrderStatus.CONFIRMED)
            .map(Order::id)
            .toList();
    Uni<Void> chain = Uni.createFrom().voidItem();
    if (!confirmed.isEmpty()) {
      for (OrderConfirmation confirmation : confirmations) {
        chain = chain.chain(() -> confirmation.confirmed(tx, confirmed));
      }
    }
    return chain;
  }

  private Uni<Void> writeOrders(Tx tx, List<OrderChange> all) {
    List<Map<UUID, OrderChange>> rounds = new ArrayList<>();
    for (OrderChange change : all) {
      roundWithout(rounds, change.next().id()).put(change.next().id(), change);
    }
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (Map<UUID, OrderChange> round : rounds) {
      chain = chain.chain(() -> orders.update(tx, List.copyOf(round.values())));
    }
    return chain;
  }

  /** The first round that does not have the order yet, so that its versions follow each other. */
  private static Map<UUID, OrderChange> roundWithout(List<Map<UUID, OrderChange>> rounds, UUID id) {
    for (Map<UUID, OrderChange> round : rounds) {
      if (!round.containsKey(id)) {
        return round;
      }
    }
    Map<UUID, OrderChange> next = new LinkedHashMap<>();
    rounds.add(next);
    return next;
  }

  private List<OutgoingMessage> messagesOf(List<OrderChange> all) {
    List<OutgoingMessage> outgoing = new ArrayList<>();
    for (OrderChange change : all) {
      change.events().stream()
          .map(event -> messages.of(event, change.next().traceparent()))
          .forEach(outgoing::add);
    }
    return outgoing;
  }
}
