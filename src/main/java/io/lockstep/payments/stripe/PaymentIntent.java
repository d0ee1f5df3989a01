package io.lockstep.payments.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.payments.client.ProviderJson;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What Stripe's objects say of a payment. One that is not as it must be is an {@link
 * IllegalArgumentException}.
 */
final class PaymentIntent {
  private static final String OBJECT = "object";
  private static final String AMOUNT = "amount";

  private PaymentIntent() {}

  /** Our id of what the object is about; empty for one that is not ours. */
  static Optional<UUID> paymentId(JsonNode object) {
    return ProviderJson.id(object.path("metadata"), "payment_id");
  }

  /**
   * How a PaymentIntent stands.
   *
   * @param isConfirmed whether it is the answer to its confirmation: then one that would wait for
   *     somebody is declined
   */
  static ProviderPayment standing(JsonNode intent, boolean isConfirmed) {
    require(intent, "payment_intent");
    State state = state(intent, isConfirmed);
    boolean isTaken = state == State.CAPTURED || state == State.REFUNDED;
    return payment(
        intent,
        ProviderJson.reference(intent, "id"),
        state,
        // of one that somebody has captured in part only that is taken
        isTaken && intent.path("amount_received").isIntegralNumber() ? "amount_received" : AMOUNT,
        reason(intent, state));
  }

  private static State state(JsonNode intent, boolean isConfirmed) {
    return switch (ProviderJson.text(intent, "status", 64)) {
      case "requires_capture" -> State.AUTHORISED;
      case "succeeded" ->
          isGivenBack(intent.path("latest_charge")) ? State.REFUNDED : State.CAPTURED;
      case "canceled" -> State.VOIDED;
      case "processing" -> State.PENDING;
      case "requires_payment_method", "requires_action", "requires_confirmation" ->
          isConfirmed || intent.path("last_payment_error").isObject()
              ? State.DECLINED
              : State.PENDING;
      default -> throw ProviderJson.wrong("status");
    };
  }

  private static String reason(JsonNode intent, State state) {
    return switch (state) {
      case VOIDED -> ProviderJson.code(intent, "cancellation_reason");
      case DECLINED -> {
        String code = declineCode(intent.path("last_payment_error"));
        yield code == null ? ProviderJson.code(intent, "status") : code;
      }
      default -> null;
    };
  }

  /** Why a card was declined: the bank's word before Stripe's; null where there is none. */
  static String declineCode(JsonNode error) {
    String code = ProviderJson.code(error, "decline_code");
    return code == null ? ProviderJson.code(error, "code") : code;
  }

  /**
   * How the payment of a charge stands; empty for a charge that is of none. A hold that is given up
   * is told as a charge that is given back, too.
   */
  static Optional<ProviderPayment> ofCharge(JsonNode charge) {
    require(charge, "charge");
    if (!charge.path("payment_intent").isTextual()) {
      return Optional.empty();
    }
    State state =
        !charge.path("captured").asBoolean()
            ? State.VOIDED
            : isGivenBack(charge) ? State.REFUNDED : State.CAPTURED;
    String reference = ProviderJson.reference(charge, "payment_intent");
    return Optional.of(payment(charge, reference, state, AMOUNT, null));
  }

  private static boolean isGivenBack(JsonNode charge) {
    return charge.isObject()
        && ProviderJson.amount(charge, "amount_refunded") == ProviderJson.amount(charge, AMOUNT);
  }

  private static ProviderPayment payment(
      JsonNode object, String reference, State state, String amount, String reason) {
    String currency = ProviderJson.text(object, "currency", 3).toUpperCase(Locale.ROOT);
    return new ProviderPayment(
        paymentId(object).orElse(null),
        reference,
        state,
        StripeAmount.toOurs(ProviderJson.amount(object, amount), currency),
        currency,
        reason);
  }

  private static void require(JsonNode object, String kind) {
    if (!kind.equals(object.path(OBJECT).textValue())) {
      throw ProviderJson.wrong(OBJECT);
    }
  }
}
