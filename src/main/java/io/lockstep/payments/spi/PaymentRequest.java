package io.lockstep.payments.spi;

import java.util.UUID;

/**
 * What a provider is asked about.
 *
 * @param paymentId the payment's id, which the provider keeps with it
 * @param orderId the order that it pays
 * @param userId who pays
 * @param amount minor units of the currency as ISO 4217 has them (yen have none), more than 0
 * @param currency ISO 4217, in capitals
 * @param paymentMethod the provider's token of how it is paid, or null. A secret: never log it
 * @param reference the provider's own id, or null where it is not known yet
 * @param idempotencyKey the same for each repetition of this step, and for nothing else; another
 *     one only after every attempt with it was {@link ProviderRefused}; up to 64 characters
 */
public record PaymentRequest(
    UUID paymentId,
    UUID orderId,
    String userId,
    long amount,
    String currency,
    String paymentMethod,
    String reference,
    String idempotencyKey) {

  /** Without the token of the payment method. */
  @Override
  public String toString() {
    return "PaymentRequest[" + paymentId + ", " + idempotencyKey + "]";
  }
}
