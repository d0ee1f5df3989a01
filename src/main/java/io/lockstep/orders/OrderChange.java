package io.lockstep.orders;

import io.lockstep.orders.events.OrderFlowEvent;
import java.util.List;

/**
 * What one act makes of an order.
 *
 * @param next the order afterwards
 * @param events what is said about it
 * @param compensate whether money and stock are to be put back
 */
public record OrderChange(Order next, List<OrderFlowEvent> events, boolean compensate) {
  static OrderChange publishing(Order next, OrderFlowEvent... events) {
    return new OrderChange(next, List.of(events), false);
  }

  OrderChange compensated() {
    return new OrderChange(next, events, true);
  }
}
