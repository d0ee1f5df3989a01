package io.lockstep.payments.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.payments.client.ProviderJson;
import io.lockstep.payments.spi.PaymentRequest;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import java.util.Arrays;

/** The JSON of a payment in the protocol. */
final class HttpPayment {
  private HttpPayment() {}

  /** What is asked for. */
  static String asked(PaymentRequest payment) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("orderId", payment.orderId().toString())
            .put("userId", payment.userId())
            .put("amount", payment.amount())
            .put("currency", payment.currency())
            .put("paymentMethod", payment.paymentMethod());
    return body.toString();
  }

  /**
   * How a payment stands.
   *
   * @throws IllegalArgumentException where that cannot be read
   */
  static ProviderPayment standing(JsonNode said) {
    String currency = ProviderJson.text(said, "currency", 3);
    if (!currency.matches("[A-Z]{3}")) {
      throw ProviderJson.wrong("currency");
    }
    return new ProviderPayment(
        ProviderJson.id(said, "paymentId").orElse(null),
        ProviderJson.reference(said, "reference"),
        state(ProviderJson.text(said, "status", 32)),
        ProviderJson.amount(said, "amount"),
        currency,
        ProviderJson.code(said, "reason"));
  }

  private static State state(String word) {
    return Arrays.stream(State.values())
        .filter(state -> state != State.NONE && state.name().equals(word))
        .findFirst()
        .orElseThrow(() -> ProviderJson.wrong("status"));
  }
}
