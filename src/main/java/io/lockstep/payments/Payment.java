package io.lockstep.payments;

import io.lockstep.orders.events.PaymentEvent;
import io.lockstep.payments.PaymentGateway.Charge;
import io.lockstep.platform.Money;
import java.time.Instant;
import java.util.UUID;

/**
 * The payment of one order.
 *
 * @param paymentId null for one that was voided
 * @param charge null for one that was voided
 * @param reason why it failed, was refunded or cannot be refunded now, or null
 */
public record Payment(UUID orderId, UUID paymentId, Charge charge, Status status, String reason) {
  /**
   * Where a payment stands. REFUND_PENDING is one whose money cannot go back now, and is tried
   * again; VOIDED is one that must not happen any more.
   */
  public enum Status {
    COMPLETED,
    FAILED,
    REFUND_PENDING,
    REFUNDED,
    VOIDED
  }

  static Payment voided(UUID orderId) {
    return new Payment(orderId, null, null, Status.VOIDED, null);
  }

  /**
   * Whether the order still waits for an answer about it: of one that was undone nothing is
   * published.
   */
  boolean isAnswerable() {
    return status == Status.COMPLETED || status == Status.FAILED;
  }

  /** What it answers to the order, also when asked again. */
  PaymentEvent answer(Instant now) {
    return status == Status.FAILED
        ? new PaymentEvent.Failed(data(reason, now))
        : new PaymentEvent.Completed(data(null, now));
  }

  public PaymentEvent refunded(String why, Instant now) {
    return new PaymentEvent.Refunded(data(why, now));
  }

  private PaymentEvent.Data data(String why, Instant now) {
    Money amount = charge.amount();
    return new PaymentEvent.Data(orderId, paymentId, amount.amount(), amount.currency(), why, now);
  }
}
