package io.lockstep.payments.spi;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/**
 * A payment provider: holds, takes and gives back the money of orders. A team plugs its own in by a
 * CDI bean of this type, and chooses it with {@code lockstep.payments.provider}.
 *
 * <p>No method is called inside a database transaction. Each may be called again at any time, also
 * by another instance and while an earlier call is still under way, always with the same {@link
 * PaymentRequest#idempotencyKey()} for the same step of the same payment; the provider must do each
 * step once. Whatever it answers is how the payment stands now, not whether this call did
 * something.
 *
 * <p>Three ways to answer, and the difference is money:
 *
 * <ul>
 *   <li>an item: the provider is sure. A refusal of the payment is the state {@code DECLINED}.
 *   <li>{@link ProviderRefused}: the provider is sure that nothing was done, and may do it later
 *       (it is overloaded, our credentials are wrong, the refund needs funds).
 *   <li>any other failure, and no answer within {@code lockstep.payments.call-timeout}: nobody
 *       knows. The payment is {@code UNKNOWN} and the provider is asked again.
 * </ul>
 */
public interface PaymentProvider {
  /**
   * The value of {@code lockstep.payments.provider} that chooses it; ASCII, up to 32 characters.
   */
  String name();

  /**
   * What is missing in its configuration, in words that name the setting; empty if nothing is. It
   * is not called while something is missing: orders wait, and readiness says why.
   */
  List<String> missingSettings();

  /** Holds the amount, without taking it. Answers at once or fails; nothing waits for a person. */
  Uni<ProviderPayment> authorise(PaymentRequest payment);

  /**
   * Holds the amounts of many payments. A provider that takes many in one call overrides it; by
   * default each is asked alone.
   *
   * @return one for each payment, in their order; one that fails does not touch the others
   */
  default List<Uni<ProviderPayment>> authoriseAll(List<PaymentRequest> payments) {
    return payments.stream().map(this::authorise).toList();
  }

  /** Takes the whole amount that is held. */
  Uni<ProviderPayment> capture(PaymentRequest payment);

  /** Gives up the hold. Of a payment that is captured already it answers so and does nothing. */
  Uni<ProviderPayment> voidAuthorisation(PaymentRequest payment);

  /** Gives back the whole amount that was taken. */
  Uni<ProviderPayment> refund(PaymentRequest payment);

  /**
   * How the payment stands, without doing anything; {@link ProviderPayment.State#NONE} where the
   * provider does not know it. A payment that was just asked for may still be unknown to a lookup.
   */
  Uni<ProviderPayment> lookup(PaymentRequest payment);

  /**
   * The payments that the provider has made in a period, in an order of its own, for the
   * reconciliation.
   *
   * @param after the {@link ProviderPayment#reference()} of the last one of the page before, or
   *     null
   * @return a page; empty after the last
   */
  Uni<List<ProviderPayment>> list(Instant from, Instant until, String after);

  /**
   * Reads what the provider has sent to {@code POST /payments/webhooks/{name}}.
   *
   * @throws WebhookRefused where the signature is missing, wrong or too old
   */
  Notification notification(WebhookRequest request) throws WebhookRefused;
}
