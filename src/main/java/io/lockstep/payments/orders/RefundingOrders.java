package io.lockstep.payments.orders;

import io.lockstep.orders.changing.OrderCompensation;
import io.lockstep.payments.Payment;
import io.lockstep.payments.PaymentStatus;
import io.lockstep.payments.Payments;
import io.lockstep.payments.ledger.Refund;
import io.lockstep.payments.ledger.RefundAttempts;
import io.lockstep.payments.protocol.OutsidePayments;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
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
  private final OutsidePayments outside;

  RefundingOrders(Payments payments, RefundAttempts refunds, OutsidePayments outside) {
    this.payments = payments;
    this.refunds = refunds;
    this.outside = outside;
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
        .flatMap(
            found ->
                undoOutside(tx, found.values(), byOrder)
                    .chain(() -> refunds.make(tx, refundsOf(found.values(), byOrder))));
  }

  private Uni<Void> undoOutside(Tx tx, Collection<Payment> found, Map<UUID, Cancellation> byOrder) {
    List<Payment> made = found.stream().filter(Payment::isOutside).toList();
    return made.isEmpty()
        ? Uni.createFrom().voidItem()
        : outside.undo(
            tx,
            made,
            byOrder.values().stream()
                .collect(Collectors.toMap(Cancellation::orderId, Cancellation::reason)));
  }

  private static List<Refund> refundsOf(
      Collection<Payment> found, Map<UUID, Cancellation> byOrder) {
    return found.stream()
        .filter(payment -> !payment.isOutside() && payment.status() == PaymentStatus.CAPTURED)
        .map(payment -> wanted(payment, byOrder))
        .toList();
  }

  private static Refund wanted(Payment payment, Map<UUID, Cancellation> byOrder) {
    Cancellation cancellation = byOrder.get(payment.orderId());
    return Refund.first(payment, cancellation.reason(), cancellation.traceparent());
  }
}
