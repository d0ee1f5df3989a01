package io.lockstep.orders;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts the orders that this instance has brought into each status. */
@ApplicationScoped
class OrderCounts {
  private final Map<OrderStatus, Counter> counters = new EnumMap<>(OrderStatus.class);

  OrderCounts(MeterRegistry metrics) {
    for (OrderStatus status : OrderStatus.values()) {
      counters.put(
          status,
          Counter.builder("lockstep.orders")
              .description("Orders that came into this status")
              .tag("status", status.name().toLowerCase(Locale.ROOT))
              .register(metrics));
    }
  }

  void count(List<Order> orders) {
    orders.forEach(order -> counters.get(order.status()).increment());
  }
}
