package io.lockstep.payments.spi;

import java.util.UUID;

/**
 * How a payment stands at its provider.
 *
 * @param paymentId our id of it, as the provider has kept it; null where it has none of ours
 * @param reference the provider's own id of it, up to 255 ASCII characters; null in {@code NONE}
 * @param amount what it is about, in minor units as in {@link PaymentRequest#amount()}
 * @param currency ISO 4217, in capitals; null in {@code NONE}
 * @param reason why it was declined or voided, a short code ({@code card_declined}), or null
 */
public record ProviderPayment(
    UUID paymentId, String reference, State state, long amount, String currency, String reason) {

  /** Where it stands. */
  public enum State {
    /** The provider does not know it. */
    NONE,
    /** The provider has not decided yet. */
    PENDING,
    AUTHORISED,
    CAPTURED,
    DECLINED,
    VOIDED,
    REFUNDED
  }

  /** One that the provider does not know. */
  public static ProviderPayment none(UUID paymentId) {
    return new ProviderPayment(paymentId, null, State.NONE, 0, null, null);
  }
}
