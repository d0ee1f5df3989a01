package io.lockstep.payments.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.payments.client.ProviderAnswer;
import io.lockstep.payments.client.ProviderJson;
import io.lockstep.payments.client.UnclearAnswer;
import io.lockstep.payments.spi.PaymentRequest;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import io.lockstep.payments.spi.ProviderRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What Stripe's answers to the steps mean. A conflict (409) and an error of its own (5xx) say
 * nothing of the payment, nor does a key that was used with other parameters before.
 *
 * @see <a href="https://docs.stripe.com/api/errors">Stripe: errors</a>
 */
final class StripeAnswers {
  private static final String CODE = "code";
  private static final String INTENT = "payment_intent";
  private static final Set<String> NEVER_PAYABLE = Set.of("amount_too_small", "amount_too_large");

  private StripeAnswers() {}

  /** The answer to an authorisation. */
  static ProviderPayment authorised(ProviderAnswer answer, PaymentRequest payment) {
    JsonNode error = error(answer);
    return switch (answer.status()) {
      case 200 -> same(PaymentIntent.standing(answer.json(), true), payment);
      case 402 -> {
        if (!"card_error".equals(type(error))) {
          throw answer.unclear();
        }
        yield declined(error, payment, PaymentIntent.declineCode(error));
      }
      case 400, 404 -> notMade(answer, error, payment);
      default -> throw answer.isNotLetIn() ? answer.refused(code(error)) : answer.unclear();
    };
  }

  private static ProviderPayment notMade(
      ProviderAnswer answer, JsonNode error, PaymentRequest payment) {
    String code = code(error);
    if (error.isMissingNode() || "idempotency_error".equals(type(error))) {
      throw answer.unclear();
    }
    if (error.path(INTENT).isObject()) {
      return same(PaymentIntent.standing(error.path(INTENT), true), payment);
    }
    if (isAboutMethod(error) || (code != null && NEVER_PAYABLE.contains(code))) {
      return declined(error, payment, code == null ? "payment-method-refused" : code);
    }
    if (answer.status() == 404) {
      throw answer.unclear();
    }
    throw new ProviderRefused(code == null ? "invalid-request" : code);
  }

  private static boolean isAboutMethod(JsonNode error) {
    String param = error.path("param").asText();
    return param.startsWith("payment_method")
        || error.path(CODE).asText().startsWith("payment_method_");
  }

  private static ProviderPayment declined(JsonNode error, PaymentRequest payment, String reason) {
    JsonNode intent = error.path(INTENT);
    return declined(
        payment, intent.isObject() ? ProviderJson.reference(intent, "id") : null, reason);
  }

  /** One that Stripe does not take. */
  static ProviderPayment declined(PaymentRequest payment, String reference, String reason) {
    return new ProviderPayment(
        payment.paymentId(),
        reference,
        State.DECLINED,
        payment.amount(),
        payment.currency(),
        reason);
  }

  /**
   * The answer to a capture or a void: the payment, or an error that says how the payment stands.
   */
  static ProviderPayment moved(ProviderAnswer answer, PaymentRequest payment) {
    if (answer.status() == 200) {
      return same(PaymentIntent.standing(answer.json(), false), payment);
    }
    JsonNode error = error(answer);
    if (answer.isNotLetIn()) {
      throw answer.refused(code(error));
    }
    boolean isSure = answer.status() == 400 || answer.status() == 402;
    if (!isSure || !error.path(INTENT).isObject()) {
      throw answer.unclear();
    }
    return same(PaymentIntent.standing(error.path(INTENT), false), payment);
  }

  /** The refund that was made. */
  static ProviderPayment refunded(ProviderAnswer answer, PaymentRequest payment) {
    if (answer.status() != 200) {
      throw answer.isNotLetIn() ? answer.refused(code(error(answer))) : answer.unclear();
    }
    JsonNode refund = answer.json();
    String reference = ProviderJson.reference(refund, INTENT);
    if (!reference.equals(payment.reference())) {
      throw new UnclearAnswer("a refund of another payment");
    }
    State state =
        switch (ProviderJson.text(refund, "status", 64)) {
          case "succeeded" -> State.REFUNDED;
          case "pending", "requires_action" -> State.PENDING;
          case "failed", "canceled" -> {
            String why = ProviderJson.code(refund, "failure_reason");
            throw new ProviderRefused(why == null ? "refund-failed" : why);
          }
          default -> throw ProviderJson.wrong("status");
        };
    return new ProviderPayment(
        payment.paymentId(),
        reference,
        state,
        StripeAmount.toOurs(ProviderJson.amount(refund, "amount"), payment.currency()),
        payment.currency(),
        null);
  }

  /** What a refund that cannot be made now is refused for; null where the payment is to be seen. */
  static String refundRefused(ProviderAnswer answer) {
    String code = code(error(answer));
    return "balance_insufficient".equals(code) || "insufficient_funds".equals(code) ? code : null;
  }

  /** Why Stripe refuses a refund whose payment stands as before. */
  static ProviderRefused refundRefusedFor(ProviderAnswer answer) {
    String code = code(error(answer));
    return new ProviderRefused(code == null ? "refund-refused" : code);
  }

  /** Whether it says that there is no such payment. */
  static boolean isUnknown(ProviderAnswer answer) {
    return answer.status() == 404 && "resource_missing".equals(code(error(answer)));
  }

  /** What a question was answered with. */
  static JsonNode read(ProviderAnswer answer) {
    if (answer.status() == 200 && answer.json().isObject()) {
      return answer.json();
    }
    throw answer.isNotLetIn() ? answer.refused(code(error(answer))) : answer.unclear();
  }

  /** The objects of a list or of a search. */
  static List<JsonNode> data(ProviderAnswer answer) {
    JsonNode data = read(answer).path("data");
    if (!data.isArray()) {
      throw ProviderJson.wrong("data");
    }
    List<JsonNode> all = new ArrayList<>();
    data.forEach(all::add);
    return all;
  }

  /** The payment, if it is the one that was asked for. */
  static ProviderPayment same(ProviderPayment said, PaymentRequest payment) {
    boolean isOther =
        !payment.paymentId().equals(said.paymentId())
            || (payment.reference() != null && !payment.reference().equals(said.reference()));
    if (isOther) {
      throw new UnclearAnswer("an answer about another payment");
    }
    return said;
  }

  private static JsonNode error(ProviderAnswer answer) {
    return answer.json().path("error");
  }

  private static String code(JsonNode error) {
    return ProviderJson.code(error, CODE);
  }

  private static String type(JsonNode error) {
    return error.path("type").textValue();
  }
}
