package io.lockstep.payments.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.payments.client.ProviderJson;
import io.lockstep.payments.spi.Notification;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.WebhookRequest;
import io.lockstep.payments.spi.WebhookSignature;
import java.time.Duration;
import java.util.List;

/**
 * What Stripe tells by its webhooks. An event of another kind, or about a payment that was not made
 * by this service, is about no payment.
 */
final class StripeEvent {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private StripeEvent() {}

  static Notification notification(WebhookRequest request, List<String> secrets) {
    WebhookSignature.verify(
        request.header().apply("Stripe-Signature"),
        request.body(),
        secrets,
        request.now(),
        TOLERANCE);
    JsonNode event = ProviderJson.object(request.body());
    String type = ProviderJson.text(event, "type", 255);
    return new Notification(
        ProviderJson.text(event, "id", 255),
        type.length() <= 64 ? type : type.substring(0, 64),
        payment(type, event.path("data").path("object")));
  }

  private static ProviderPayment payment(String type, JsonNode object) {
    if (PaymentIntent.paymentId(object).isEmpty()) {
      return null;
    }
    if (type.startsWith("payment_intent.")) {
      return PaymentIntent.standing(object, false);
    }
    return type.equals("charge.refunded") ? PaymentIntent.ofCharge(object).orElse(null) : null;
  }
}
