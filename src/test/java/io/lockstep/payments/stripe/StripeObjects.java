package io.lockstep.payments.stripe;

import static io.lockstep.payments.PaymentRequests.ORDER;
import static io.lockstep.payments.PaymentRequests.PAYMENT;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Objects as Stripe answers them, of 12.34 EUR. Each is held against the description. */
final class StripeObjects {
  static final String INTENT = "pi_1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private StripeObjects() {}

  static ObjectNode intent(String status) {
    ObjectNode intent =
        object(
            """
            {"id": "%s", "object": "payment_intent", "amount": 1234, "amount_capturable": 0,
             "amount_received": 0, "canceled_at": null, "cancellation_reason": null,
             "capture_method": "manual", "confirmation_method": "automatic",
             "client_secret": "pi_1_secret_of-the-intent", "created": 1767323045,
             "currency": "eur", "last_payment_error": null, "latest_charge": null,
             "livemode": false, "metadata": {"payment_id": "%s", "order_id": "%s"},
             "payment_method": "pm_1", "payment_method_types": ["card"], "status": "%s"}"""
                .formatted(INTENT, PAYMENT, ORDER, status));
    if (status.equals("succeeded")) {
      intent.put("amount_received", 1234).set("latest_charge", charge(0));
    }
    return checked("payment_intent", intent);
  }

  static ObjectNode declinedIntent() {
    ObjectNode intent = intent("requires_payment_method");
    intent.set("last_payment_error", cardError().path("error"));
    return checked("payment_intent", intent);
  }

  static ObjectNode charge(long refunded) {
    return checked(
        "charge",
        object(
            """
            {"id": "ch_1", "object": "charge", "amount": 1234, "amount_captured": 1234,
             "amount_refunded": %d, "captured": true, "created": 1767323045, "currency": "eur",
             "disputed": false, "livemode": false, "paid": true, "payment_intent": "%s",
             "metadata": {"payment_id": "%s", "order_id": "%s"}, "payment_method": "pm_1",
             "refunded": %s, "status": "succeeded"}"""
                .formatted(refunded, INTENT, PAYMENT, ORDER, refunded == 1234)));
  }

  static ObjectNode refund(String status) {
    return checked(
        "refund",
        object(
            """
            {"id": "re_1", "object": "refund", "amount": 1234, "charge": "ch_1",
             "created": 1767323045, "currency": "eur", "metadata": {}, "payment_intent": "%s",
             "reason": null, "status": "%s"}"""
                .formatted(INTENT, status)));
  }

  static ObjectNode cardError() {
    return error(
        "{'type': 'card_error', 'code': 'card_declined', 'decline_code': 'lost_card',"
            + " 'message': 'No.'}");
  }

  /** An error with these members; single quotes are double ones. */
  static ObjectNode error(String members) {
    return error(object(members.replace('\'', '"')));
  }

  static ObjectNode error(JsonNode members) {
    ObjectNode error = JSON.createObjectNode();
    error.set("error", members);
    return checked("error", error);
  }

  static ObjectNode errorOf(String code, ObjectNode intent) {
    ObjectNode members = object("{\"type\":\"invalid_request_error\"}").put("code", code);
    members.set("payment_intent", intent);
    return error(members);
  }

  static ObjectNode list(JsonNode... intents) {
    ObjectNode list = object("{\"object\":\"list\",\"has_more\":false,\"url\":\"/v1/any\"}");
    list.putArray("data").addAll(List.of(intents));
    return checked("payment_intent_list", list);
  }

  static ObjectNode event(String type, ObjectNode about) {
    ObjectNode event =
        object(
            """
            {"id": "evt_1", "object": "event", "api_version": "2024-06-20", "created": 1767323045,
             "data": {}, "livemode": false, "pending_webhooks": 1, "request": null,
             "type": "%s"}"""
                .formatted(type));
    event.withObject("/data").set("object", about);
    return checked("event", event);
  }

  private static ObjectNode checked(String name, ObjectNode object) {
    StripeInterface.assertIsA(name, object);
    return object;
  }

  private static ObjectNode object(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException(notJson);
    }
  }
}
