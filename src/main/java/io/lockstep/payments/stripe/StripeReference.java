package io.lockstep.payments.stripe;

import io.lockstep.payments.spi.PaymentRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Stripe's id of a payment. */
final class StripeReference {
  private StripeReference() {}

  /** As a part of a path, whatever it is made of. */
  static String inPath(String reference) {
    return URLEncoder.encode(reference, StandardCharsets.UTF_8);
  }

  /** The same request, with the id. */
  static PaymentRequest known(PaymentRequest payment, String reference) {
    return new PaymentRequest(
        payment.paymentId(),
        payment.orderId(),
        payment.userId(),
        payment.amount(),
        payment.currency(),
        payment.paymentMethod(),
        reference,
        payment.idempotencyKey());
  }
}
