package io.lockstep.messaging.brokers;

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
public final class CloudEventHeaders {
  public static final String AMQP_PREFIX = "cloudEvents_";
  public static final String KAFKA_PREFIX = "ce_";
  public static final String TRACEPARENT = "traceparent";
  public static final String DATASCHEMA = "dataschema";
  public static final String CONTENT_TYPE = "application/json";

  /** Of all that this service says. */
  public static final String SOURCE = "/lockstep";

  private CloudEventHeaders() {}
}
