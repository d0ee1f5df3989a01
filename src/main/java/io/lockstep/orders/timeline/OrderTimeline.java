package io.lockstep.orders.timeline;

import io.lockstep.orders.CancelReason;
import io.lockstep.orders.OrderHistoryEntry;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.OrderStatus;
import io.lockstep.orders.events.InventoryEvent;
import io.lockstep.orders.events.PaymentEvent;
import io.lockstep.sql.Tx;
import io.lockstep.timeline.TimelineEntry;
import io.lockstep.timeline.TimelineEntry.Kind;
import io.lockstep.timeline.TimelineSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the history of an order tells: each change, the message that brought it, and those that were
 * written to the outbox with it, in the same transaction.
 */
@ApplicationScoped
class OrderTimeline implements TimelineSource {
  private final OrderRepository orders;

  OrderTimeline(OrderRepository orders) {
    this.orders = orders;
  }

  @Override
  public Uni<List<TimelineEntry>> entriesOf(Tx tx, UUID orderId, String traceId) {
    return orders
        .history(tx, orderId)
        .map(
            history ->
                history.stream().flatMap(change -> entries(change, traceId).stream()).toList());
  }

  static List<TimelineEntry> entries(OrderHistoryEntry change, String traceId) {
    List<TimelineEntry> entries = new ArrayList<>();
    broughtBy(change)
        .ifPresent(type -> entries.add(TimelineEntry.received(change.at(), type, traceId)));
    entries.add(
        new TimelineEntry(
            change.at(),
            Kind.STATUS,
            change.status().name(),
            change.reason(),
            change.actor(),
            traceId));
    entries.add(TimelineEntry.sent(change.at(), change.status().eventType(), traceId));
    if (change.status() == OrderStatus.PAID) {
      entries.add(TimelineEntry.sent(change.at(), InventoryEvent.Reserve.TYPE, traceId));
    }
    return entries;
  }

  /** The answer that an order waited for; no message places it, nor brings any other end. */
  private static Optional<String> broughtBy(OrderHistoryEntry change) {
    return switch (change.status()) {
      case PENDING -> Optional.empty();
      case PAID -> Optional.of(PaymentEvent.Completed.TYPE);
      case CONFIRMED -> Optional.of(InventoryEvent.Reserved.TYPE);
      case CANCELLED -> refusal(change.reason());
    };
  }

  private static Optional<String> refusal(String reason) {
    if (CancelReason.PAYMENT_DECLINED.wire().equals(reason)) {
      return Optional.of(PaymentEvent.Failed.TYPE);
    }
    return CancelReason.OUT_OF_STOCK.wire().equals(reason)
        ? Optional.of(InventoryEvent.Rejected.TYPE)
        : Optional.empty();
  }
}
