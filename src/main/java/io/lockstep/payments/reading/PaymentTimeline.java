package io.lockstep.payments.reading;

import io.lockstep.orders.events.OrderEvent;
import io.lockstep.orders.events.PaymentEvent;
import io.lockstep.payments.Payment;
import io.lockstep.platform.Time;
import io.lockstep.sql.Tx;
import io.lockstep.timeline.TimelineEntry;
import io.lockstep.timeline.TimelineEntry.Kind;
import io.lockstep.timeline.TimelineSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What the payment of an order tells: the message that asked for it, its history, and the messages
 * that were written to the outbox with it.
 */
@ApplicationScoped
class PaymentTimeline implements TimelineSource {
  @Override
  public Uni<List<TimelineEntry>> entriesOf(Tx tx, UUID orderId, String traceId) {
    return tx.first(
            PaymentView.SELECT + " WHERE p.order_id = ?",
            row -> entries(row, traceId),
            orderId.toString())
        .map(found -> found.orElse(List.of()));
  }

  private static List<TimelineEntry> entries(Row row, String traceId) {
    if (row.getString("status").equals(Payment.Status.VOIDED.name())) {
      Instant at = Time.fromColumn(row.getLocalDateTime("created_at"));
      return List.of(
          TimelineEntry.of(at, Kind.PAYMENT, Payment.Status.VOIDED.name(), null, traceId));
    }
    List<TimelineEntry> entries = new ArrayList<>();
    for (PaymentView.Entry step : PaymentView.of(row).history()) {
      if (entries.isEmpty()) {
        entries.add(TimelineEntry.received(step.at(), OrderEvent.Created.TYPE, traceId));
      }
      entries.add(
          TimelineEntry.of(step.at(), Kind.PAYMENT, step.status().name(), step.reason(), traceId));
      switch (step.status()) {
        case CAPTURED -> entries.add(sent(step, PaymentEvent.Completed.TYPE, traceId));
        case DECLINED -> entries.add(sent(step, PaymentEvent.Failed.TYPE, traceId));
        case REFUNDED -> entries.add(sent(step, PaymentEvent.Refunded.TYPE, traceId));
        case REFUND_PENDING -> {
          // Nothing is said before the money is back.
        }
      }
    }
    return entries;
  }

  private static TimelineEntry sent(PaymentView.Entry step, String type, String traceId) {
    return TimelineEntry.sent(step.at(), type, traceId);
  }
}
