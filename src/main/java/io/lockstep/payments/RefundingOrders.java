package io.lockstep.payments;

import io.lockstep.orders.changing.OrderCompensation;
import io.lockstep.payments.Payment.Status;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Moves the money of cancelled orders back, or keeps in mind that it has to. An order that was not
 * charged yet is voided: its place is taken, so a charge that is still under way as a message finds
 * it and does nothing.
 */
@ApplicationScoped
class RefundingOrders implements OrderCompensation {
  private final Payments payments;
  private final RefundAttempts refunds;

  RefundingOrders(Payments payments, RefundAttempts refunds) {
    this.payments = payments;
    this.refunds = refunds;
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
        .map(paid -> paid.stream().map(payment -> wanted(payment, byOrder)).toList())
        .flatMap(wanted -> refunds.make(tx, wanted));
  }

  private static Refund wanted(Payment payment, Map<UUID, Cancellation> byOrder) {
    Cancellation cancellation = byOrder.get(payment.orderId());
    return Refund.first(payment, cancellation.reason(), cancellation.traceparent());
  }
}
