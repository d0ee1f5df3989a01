package io.lockstep.status;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The steps of the order flow, and which metric counts each of them. */
enum FlowStep {
  PLACED("placed", null, metrics -> orders(metrics, "pending")),
  PAYMENT_ASKED(
      "payment-asked", "payments.orders", metrics -> messages(metrics, "payments.orders")),
  PAID("paid", "orders.payments", metrics -> orders(metrics, "paid")),
  STOCK_ASKED("stock-asked", "inventory.orders", metrics -> messages(metrics, "inventory.orders")),
  CONFIRMED("confirmed", "orders.inventory", metrics -> orders(metrics, "confirmed")),
  CANCELLED("cancelled", null, metrics -> orders(metrics, "cancelled")),
  PUBLISHED_RABBITMQ("published-rabbitmq", "outbox", metrics -> published(metrics, "rabbitmq")),
  PUBLISHED_KAFKA("published-kafka", "outbox", metrics -> published(metrics, "kafka"));

  private final String wire;
  private final String queue;
  private final ToDoubleFunction<MeterRegistry> total;

  FlowStep(String wire, String queue, ToDoubleFunction<MeterRegistry> total) {
    this.wire = wire;
    this.queue = queue;
    this.total = total;
  }

  String wire() {
    return wire;
  }

  /** Where the messages die that cannot take it; null where it has none. */
  String queue() {
    return queue;
  }

  /** How often this instance has taken it since it started. */
  double total(MeterRegistry metrics) {
    return total.applyAsDouble(metrics);
  }

  private static double orders(MeterRegistry metrics, String status) {
    return sum(metrics, "lockstep.orders", "status", status);
  }

  private static double published(MeterRegistry metrics, String broker) {
    return sum(metrics, "lockstep.outbox.published", "broker", broker);
  }

  private static double sum(MeterRegistry metrics, String name, String tag, String value) {
    return metrics.find(name).tag(tag, value).counters().stream().mapToDouble(Counter::count).sum();
  }

  /** Messages are applied in groups, whose sizes are counted. */
  private static double messages(MeterRegistry metrics, String queue) {
    return metrics.find("lockstep.sql.group.size").tag("use_case", queue).summaries().stream()
        .mapToDouble(DistributionSummary::totalAmount)
        .sum();
  }
}
