package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Any outside system that asks and answers over AMQP. */
public final class AmqpClient implements AutoCloseable {
  private static final String REQUESTS = "requests";

  private final Connection connection;
  private final Channel channel;
  private final String replies;
  private final Map<String, CompletableFuture<Delivery>> asked = new ConcurrentHashMap<>();

  private final Queue<String> faults = new ConcurrentLinkedQueue<>();

  private AmqpClient(Connection connection) throws IOException {
    this.connection = connection;
    this.channel = connection.createChannel();
    this.replies = channel.queueDeclare().getQueue();
    channel.basicConsume(
        replies,
        true,
        (tag, reply) -> asked.remove(reply.getProperties().getCorrelationId()).complete(reply),
        tag -> {});
  }

  /** Connects. */
  public static AmqpClient on(Stack stack) {
    try {
      return new AmqpClient(RabbitTap.connect(stack));
    } catch (IOException away) {
      throw new UncheckedIOException(away);
    }
  }

  /** Asks on the exchange {@code requests} and waits for the reply. */
  public Delivery ask(String key, String question) {
    String id = UUID.randomUUID().toString();
    CompletableFuture<Delivery> reply = new CompletableFuture<>();
    asked.put(id, reply);
    publish(
        REQUESTS,
        key,
        new AMQP.BasicProperties.Builder().replyTo(replies).correlationId(id).build(),
        question);
    try {
      return reply.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException none) {
      throw new AssertionError("no reply", none);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Hears what comes to this queue, which is there already, and acknowledges it. */
  public AmqpClient consume(String queue, Listener listener) {
    try {
      channel.basicConsume(
          queue,
          true,
          (tag, message) -> {
            RabbitTap.faults(message).forEach(faults::add);
            listener.heard(message);
          },
          tag -> {});
      return this;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** Hears what an exchange gets under a key. */
  public AmqpClient subscribe(String exchange, String key, Listener listener) {
    try {
      channel.exchangeDeclare(exchange, "topic", true);
      String queue = channel.queueDeclare().getQueue();
      channel.queueBind(queue, exchange, key);
      return consume(queue, listener);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** Replies to a question. */
  public void reply(Delivery question, AMQP.BasicProperties.Builder properties, String body) {
    publish(
        "",
        question.getProperties().getReplyTo(),
        properties.correlationId(question.getProperties().getCorrelationId()).build(),
        body);
  }

  /** Publishes. */
  public void publish(String exchange, String key, AMQP.BasicProperties properties, String body) {
    try {
      channel.basicPublish(exchange, key, properties, body.getBytes(StandardCharsets.UTF_8));
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** A body as text. */
  public static String text(Delivery message) {
    return new String(message.getBody(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    connection.abort();
    assertThat(faults).isEmpty();
  }

  /** Is told of each message. */
  @FunctionalInterface
  public interface Listener {
    void heard(Delivery message);
  }
}
