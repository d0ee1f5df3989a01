package io.lockstep.payments;

import io.lockstep.messaging.Outbox;
import io.lockstep.messaging.OutgoingMessage;
import io.lockstep.orders.OrderCompensation;
import io.lockstep.orders.OrderFlowMessages;
import io.lockstep.payments.Payment.Status;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Moves the money of cancelled orders back. An order that was not charged yet is voided: its place
 * is taken, so a charge that is still under way as a message finds it and does nothing.
 */
@ApplicationScoped
class RefundingOrders implements OrderCompensation {
  private final PaymentGateway gateway;
  private final Payments payments;
  private final Outbox outbox;
  private final OrderFlowMessages messages;
  private final Clock clock;

  RefundingOrders(
      PaymentGateway gateway,
      Payments payments,
      Outbox outbox,
      OrderFlowMessages messages,
      Clock clock) {
    this.gateway = gateway;
    this.payments = payments;
    this.outbox = outbox;
    this.messages = messages;
    this.clock = clock;
  }

  @Override
  public int lockOrder() {
    return 10;
  }

  @Override
  public Uni<Void> undo(Tx tx, List<Cancellation> cancellations) {
    Map<UUID, Cancellation> byOrder =
        cancellations.stream().collect(Collectors.toMap(Cancellation::orderId, each -> each));
    return payments
        .voidMissing(tx, byOrder.keySet())
        .chain(() -> payments.lock(tx, byOrder.keySet()))
        .map(
            found ->
                found.values().stream()
                    .filter(payment -> payment.status() == Status.COMPLETED)
                    .toList())
        .flatMap(paid -> refund(tx, paid, byOrder));
  }

  private Uni<Void> refund(Tx tx, List<Payment> paid, Map<UUID, Cancellation> byOrder) {
    if (paid.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Map<UUID, String> reasons =
        paid.stream()
            .collect(
                Collectors.toMap(
                    Payment::orderId, payment -> byOrder.get(payment.orderId()).reason()));
    return gateway
        .refund(tx, paid.stream().map(Payment::charge).toList())
        .chain(() -> payments.markRefunded(tx, reasons))
        .chain(() -> outbox.append(tx, said(paid, byOrder)));
  }

  private List<OutgoingMessage> said(List<Payment> paid, Map<UUID, Cancellation> byOrder) {
    return paid.stream()
        .map(
            payment -> {
              Cancellation cancellation = byOrder.get(payment.orderId());
              return messages.of(
                  payment.refunded(cancellation.reason(), clock.instant()),
                  cancellation.traceparent());
            })
        .toList();
  }
}
