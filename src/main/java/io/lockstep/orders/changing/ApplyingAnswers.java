package io.lockstep.orders.changing;

import io.lockstep.messaging.consumer.MessageConsumer;
import io.lockstep.messaging.consumer.Received;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderChange;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.RecentOrders;
import io.lockstep.orders.events.InventoryEvent;
import io.lockstep.orders.events.OrderFlowEvent;
import io.lockstep.orders.events.PaymentEvent;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Moves orders on by what payments and inventory answer; many answers in one transaction. */
@ApplicationScoped
class ApplyingAnswers {
  private final MessageConsumer<PaymentEvent> payments;
  private final MessageConsumer<InventoryEvent> inventory;
  private final OrderRepository orders;
  private final RecentOrders recent;
  private final WritingOrderChanges changing;
  private final Clock clock;

  ApplyingAnswers(
      MessageConsumer.Factory consumers,
      OrderRepository orders,
      RecentOrders recent,
      WritingOrderChanges changing,
      Clock clock) {
    this.payments =
        consumers.consumer(
            "orders.payments",
            PaymentEvent.TYPES,
            (tx, answers) -> apply(tx, answers, this::afterPayment));
    this.inventory =
        consumers.consumer(
            "orders.inventory",
            InventoryEvent.TYPES,
            (tx, answers) -> apply(tx, answers, this::afterAllocation));
    this.orders = orders;
    this.recent = recent;
    this.changing = changing;
    this.clock = clock;
  }

  @Incoming("orders-payments")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> payment(Message<byte[]> message) {
    return payments.accept(message);
  }

  @Incoming("orders-inventory")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> allocation(Message<byte[]> message) {
    return inventory.accept(message);
  }

  private <E extends OrderFlowEvent> Uni<Void> apply(
      Tx tx, List<Received<E>> answers, BiFunction<Order, E, Optional<OrderChange>> act) {
    return byRecent(answers, act)
        .map(change -> changing.writeIfUnchanged(tx, change))
        .orElseGet(() -> Uni.createFrom().item(false))
        .flatMap(
            written -> written ? Uni.createFrom().voidItem() : applyToLocked(tx, answers, act));
  }

  /** The change of an order that waits alone, if it can be decided without reading the order. */
  private <E extends OrderFlowEvent> Optional<OrderChange> byRecent(
      List<Received<E>> answers, BiFunction<Order, E, Optional<OrderChange>> act) {
    E answer = answers.get(0).event();
    return answers.size() > 1
        ? Optional.empty()
        : recent
            .find(answer.orderId())
            .flatMap(order -> act.apply(order, answer))
            .filter(change -> !change.compensate());
  }

  private <E extends OrderFlowEvent> Uni<Void> applyToLocked(
      Tx tx, List<Received<E>> answers, BiFunction<Order, E, Optional<OrderChange>> act) {
    return orders
        .lock(tx, answers.stream().map(answer -> answer.event().orderId()).toList())
        .map(locked -> changes(locked, answers, act))
        .flatMap(changes -> changing.write(tx, changes));
  }

  private static <E extends OrderFlowEvent> List<OrderChange> changes(
      Map<UUID, Order> locked,
      List<Received<E>> answers,
      BiFunction<Order, E, Optional<OrderChange>> act) {
    Map<UUID, Order> current = new HashMap<>(locked);
    List<OrderChange> changes = new ArrayList<>();
    for (Received<E> answer : answers) {
      Order order = current.get(answer.event().orderId());
      if (order == null) {
        throw new IllegalStateException("there is no order " + answer.event().orderId());
      }
      act.apply(order, answer.event())
          .ifPresent(
              change -> {
                current.put(order.id(), change.next());
                changes.add(change);
              });
    }
    return changes;
  }

  private Optional<OrderChange> afterPayment(Order order, PaymentEvent answer) {
    Instant now = clock.instant();
    if (answer instanceof PaymentEvent.Completed) {
      return order.paymentCompleted(now);
    }
    if (answer instanceof PaymentEvent.Failed) {
      return order.paymentFailed(now);
    }
    throw unexpected(answer);
  }

  private Optional<OrderChange> afterAllocation(Order order, InventoryEvent answer) {
    Instant now = clock.instant();
    if (answer instanceof InventoryEvent.Reserved) {
      return order.stockReserved(now);
    }
    if (answer instanceof InventoryEvent.Rejected) {
      return order.stockRejected(now);
    }
    throw unexpected(answer);
  }

  private static IllegalStateException unexpected(OrderFlowEvent answer) {
    return new IllegalStateException("orders does not wait for " + answer.type());
  }
}
