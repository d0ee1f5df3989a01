package io.lockstep.payments.reading;

import io.lockstep.orders.events.OrderEvent;
import io.lockstep.orders.events.PaymentEvent;
import io.lockstep.payments.Payment;
import io.lockstep.payments.PaymentStatus;
import io.lockstep.platform.Time;
import io.lockstep.sql.Tx;
import io.lockstep.timeline.TimelineEntry;
import io.lockstep.timeline.TimelineEntry.Kind;
import io.lockstep.timeline.TimelineSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What the payment of an order tells: the message that asked for it, its history, and the messages
 * that were written to the outbox with it.
 */
@ApplicationScoped
class PaymentTimeline implements TimelineSource {
  private final ReadingPayments reading;

  PaymentTimeline(ReadingPayments reading) {
    this.reading = reading;
  }

  @Override
  public Uni<List<TimelineEntry>> entriesOf(Tx tx, UUID orderId, String traceId) {
    return reading
        .ofOrder(tx, orderId.toString())
        .flatMap(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(entries(found.get(), traceId))
                    : voided(tx, orderId, traceId));
  }

  /** One that was voided before it was made. */
  private static Uni<List<TimelineEntry>> voided(Tx tx, UUID orderId, String traceId) {
    return tx.list(
        "SELECT created_at FROM payments WHERE order_id = ?",
        row ->
            TimelineEntry.of(
                Time.fromColumn(row.getLocalDateTime("created_at")),
                Kind.PAYMENT,
                PaymentStatus.VOIDED.name(),
                null,
                traceId),
        orderId.toString());
  }

  private static List<TimelineEntry> entries(PaymentView payment, String traceId) {
    List<TimelineEntry> entries = new ArrayList<>();
    PaymentStatus confirmed = PaymentStatus.REQUESTED;
    for (PaymentView.Entry step : payment.history()) {
      if (entries.isEmpty()) {
        entries.add(TimelineEntry.received(step.at(), OrderEvent.Created.TYPE, traceId));
      }
      entries.add(
          TimelineEntry.of(step.at(), Kind.PAYMENT, step.status().name(), step.reason(), traceId));
      for (String type : published(payment, confirmed, step.status())) {
        entries.add(TimelineEntry.sent(step.at(), type, traceId));
      }
      confirmed = isConfirmed(step.status()) ? step.status() : confirmed;
    }
    return entries;
  }

  /** The events that were written with a status. */
  private static List<String> published(
      PaymentView payment, PaymentStatus before, PaymentStatus status) {
    boolean isNews = status != before;
    if (payment.provider().equals(Payment.LEDGER)) {
      return switch (status) {
        case CAPTURED -> isNews ? List.of(PaymentEvent.Completed.TYPE) : List.of();
        case DECLINED -> List.of(PaymentEvent.Failed.TYPE);
        case REFUNDED -> List.of(PaymentEvent.Refunded.TYPE);
        default -> List.of();
      };
    }
    boolean isGivenUpHere = status == PaymentStatus.VOIDED && payment.reference() == null;
    return isNews && !isGivenUpHere ? status.factsAfter(before) : List.of();
  }

  private static boolean isConfirmed(PaymentStatus status) {
    return status != PaymentStatus.UNKNOWN && status != PaymentStatus.REFUND_PENDING;
  }
}
