package io.lockstep.payments.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.payments.spi.PaymentRequest;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Parameters as Stripe takes them, in a body or in a query. */
final class StripeForm {
  static final String TYPE = "application/x-www-form-urlencoded";

  private final List<String> parameters = new ArrayList<>();

  /**
   * Makes a payment and confirms it at once, with nobody there to be asked. Which kinds of payment
   * there are is set up at Stripe; those that lead the payer elsewhere are left out.
   *
   * @param amount as Stripe counts it
   */
  static StripeForm authorisation(PaymentRequest payment, long amount) {
    return new StripeForm()
        .add("amount", Long.toString(amount))
        .add("currency", payment.currency().toLowerCase(Locale.ROOT))
        .add("capture_method", "manual")
        .add("confirm", "true")
        .add("off_session", "true")
        .add("error_on_requires_action", "true")
        .add("automatic_payment_methods[enabled]", "true")
        .add("automatic_payment_methods[allow_redirects]", "never")
        .add("payment_method", payment.paymentMethod())
        .add("metadata[payment_id]", payment.paymentId().toString())
        .add("metadata[order_id]", payment.orderId().toString())
        .expanding("latest_charge");
  }

  StripeForm add(String name, String value) {
    parameters.add(URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8));
    return this;
  }

  /** Asks for the whole of what would be an id. */
  StripeForm expanding(String member) {
    return add("expand[]", member);
  }

  @Override
  public String toString() {
    return String.join("&", parameters);
  }
}
