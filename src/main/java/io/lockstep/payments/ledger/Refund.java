package io.lockstep.payments.ledger;

import io.lockstep.payments.Payment;

/**
 * Money that has to go back.
 *
 * @param reason why, as the reason of the order
 * @param attempts how often it was refused before
 * @param traceparent the trace context of the order, or null
 */
public record Refund(Payment payment, String reason, int attempts, String traceparent) {
  public static Refund first(Payment payment, String reason, String traceparent) {
    return new Refund(payment, reason, 0, traceparent);
  }
}
