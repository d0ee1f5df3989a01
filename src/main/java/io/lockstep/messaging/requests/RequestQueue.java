package io.lockstep.messaging.requests;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Map;

/**
 * The exchange {@code requests} and the queue of one kind of question. The queue is durable, so
 * that a question may come before its replier; the questions in it are not, for their askers would
 * have given up by then. Asker and replier both declare them.
 */
final class RequestQueue {
  static final String EXCHANGE = "requests";

  private RequestQueue() {}

  static String nameOf(String key) {
    return "requests." + key;
  }

  static void declareExchange(Channel channel) throws IOException {
    channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true);
  }

  static void declare(Channel channel, String key) throws IOException {
    declareExchange(channel);
    channel.queueDeclare(nameOf(key), true, false, false, Map.of());
    channel.queueBind(nameOf(key), EXCHANGE, key);
  }
}
