package io.lockstep.inventory.orders;

import com.rabbitmq.client.AMQP;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Stack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Speaks to inventory as orders do, through RabbitMQ, and hears what it answers. */
final class OrderCommands implements AutoCloseable {
  static final String QUEUE = "inventory.orders";
  static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private static final String EXCHANGE = "inventory.events";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final RabbitTap tap =
      RabbitTap.on(Stack.current())
          .bind(EXCHANGE, "inventory.reserved", "inventory.rejected", "inventory.released");

  static UUID anOrder() {
    return UUID.randomUUID();
  }

  /** Asks for items, in a message of its own; answers the message's id. */
  String reserve(UUID order, Map<String, Integer> items) {
    String id = UUID.randomUUID().toString();
    reserveAs(id, order, items);
    return id;
  }

  void reserveAs(String messageId, UUID order, Map<String, Integer> items) {
    publish(messageId, "inventory.reserve", order, body(order, items));
  }

  /** Puts a message straight into the queue. */
  void publish(String messageId, String type, UUID order, String body) {
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .messageId(messageId)
            .type(type)
            .contentType("application/json")
            .deliveryMode(2)
            .headers(Map.of("cloudEvents_subject", order.toString(), "traceparent", TRACE))
            .build();
    tap.publish("", QUEUE, properties, body.getBytes(StandardCharsets.UTF_8));
  }

  static String body(UUID order, Map<String, Integer> items) {
    return """
        {"orderId": "%s", "items": [%s], "timestamp": "%s"}
        """
        .formatted(
            order,
            items.entrySet().stream()
                .map(
                    item ->
                        "{\"sku\": \"%s\", \"quantity\": %d}"
                            .formatted(item.getKey(), item.getValue()))
                .collect(Collectors.joining(", ")),
            Instant.now());
  }

  /** The first answer to this order, once it is there. */
  RabbitTap.Message answerTo(UUID order) {
    return answersTo(order, 1).get(0);
  }

  /** All answers to this order, once there are that many. */
  List<RabbitTap.Message> answersTo(UUID order, int count) {
    return Awaitility.await(count + " answers to " + order)
        .atMost(TIMEOUT)
        .pollDelay(Duration.ZERO) // most answers are there already
        .until(() -> tap.about(order.toString()), heard -> heard.size() >= count);
  }

  /** What was heard of this order until now. */
  List<RabbitTap.Message> heardOf(UUID order) {
    return tap.about(order.toString());
  }

  /** Returns when everything that was asked before is decided and answered. */
  void settle() {
    UUID last = anOrder();
    reserve(last, Map.of("nobody-has-this", 1));
    answerTo(last);
  }

  @Override
  public void close() {
    tap.close();
  }
}
