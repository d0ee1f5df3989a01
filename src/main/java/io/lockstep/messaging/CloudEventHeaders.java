package io.lockstep.messaging;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The attributes of a CloudEvent in binary mode.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/amqp-protocol-binding.md">AMQP
 *     binding</a>
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     binding</a>
 */
final class CloudEventHeaders {
  static final String AMQP_PREFIX = "cloudEvents_";
  static final String KAFKA_PREFIX = "ce_";
  static final String TRACEPARENT = "traceparent";
  static final String CONTENT_TYPE = "application/json";

  /** Of all that this service says. */
  static final String SOURCE = "/lockstep";

  private CloudEventHeaders() {}

  static Map<String, String> of(OutboxRow row, String prefix) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(prefix + "specversion", "1.0");
    headers.put(prefix + "id", row.messageId());
    headers.put(prefix + "type", row.type());
    if (row.source() == null) {
      headers.put(prefix + "source", SOURCE);
    } else if (!row.source().isEmpty()) {
      headers.put(prefix + "source", row.source());
    }
    if (!row.subject().equals(row.messageId())) { // else it has none of its own
      headers.put(prefix + "subject", row.subject());
    }
    headers.put(prefix + "time", row.occurredAt().toString());
    headers.put(prefix + "datacontenttype", CONTENT_TYPE);
    if (row.traceparent() != null) {
      headers.put(prefix + TRACEPARENT, row.traceparent());
      headers.put(TRACEPARENT, row.traceparent());
    }
    return headers;
  }
}
