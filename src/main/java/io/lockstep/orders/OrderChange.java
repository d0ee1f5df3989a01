package io.lockstep.orders;

import io.lockstep.orders.events.OrderFlowEvent;
import java.util.List;

/**
 * What one act makes of an order.
 *
 * @param next the order afterwards
 * @param events what is said about it
 * @param compensate whether money and stock are to be put back
 * @param actor who did it; null where nobody did, or it is not known
 */
public record OrderChange(
    Order next, List<OrderFlowEvent> events, boolean compensate, String actor) {
  static OrderChange publishing(Order next, OrderFlowEvent... events) {
    return new OrderChange(next, List.of(events), false, null);
  }

  /** What it is in the order's history. */
  public OrderHistoryEntry entry() {
    return new OrderHistoryEntry(
        next.version(), next.status(), next.reason(), next.updatedAt(), actor);
  }

  OrderChange compensated() {
    return new OrderChange(next, events, true, actor);
  }

  /** The same, done by somebody. */
  public OrderChange by(String who) {
    return new OrderChange(next, events, compensate, who);
  }
}
