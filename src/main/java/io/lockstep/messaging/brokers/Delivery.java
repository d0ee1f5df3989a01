package io.lockstep.messaging.brokers;

import io.lockstep.http.TraceParent;
import io.lockstep.platform.Hashes;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMessage;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMetadata;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * A message as RabbitMQ delivered it.
 *
 * @param messageId its message-id; where the sender gave none, a hash of its content, so that a
 *     redelivery has the same
 * @param consumerTag the consumer that it was delivered to: another one after each reconnect
 */
public record Delivery(
    String queue,
    String exchange,
    String routingKey,
    String messageId,
    String type,
    String subject,
    String traceparent,
    Map<String, Object> headers,
    byte[] body,
    String consumerTag) {

  public static Delivery of(String queue, Message<byte[]> message) {
    IncomingRabbitMQMetadata metadata =
        message.getMetadata(IncomingRabbitMQMetadata.class).orElseThrow();
    Map<String, Object> headers = metadata.getHeaders();
    byte[] body = message.getPayload();
    return new Delivery(
        queue,
        metadata.getExchange(),
        metadata.getRoutingKey(),
        metadata.getMessageId().orElseGet(() -> "sha256:" + Hashes.sha256(body)),
        metadata.getType().orElseGet(() -> text(headers, "cloudEvents_type", keyOf(metadata))),
        text(headers, "cloudEvents_subject", ""),
        TraceParent.orNull(text(headers, CloudEventHeaders.TRACEPARENT, null)),
        headers,
        body,
        message.unwrap(IncomingRabbitMQMessage.class).message.consumerTag());
  }

  /** What a plain client that says no type has published under; a queue's own name says nothing. */
  private static String keyOf(IncomingRabbitMQMetadata metadata) {
    return metadata.getExchange().isEmpty() ? null : metadata.getRoutingKey();
  }

  /** A header as text. */
  public String header(String name, String otherwise) {
    return text(headers, name, otherwise);
  }

  private static String text(Map<String, Object> headers, String name, String otherwise) {
    Object value = headers.get(name);
    return value == null ? otherwise : value.toString();
  }
}
