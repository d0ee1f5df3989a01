package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import io.lockstep.messaging.schemas.MessageContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Listens on topic exchanges with a queue of its own, as any outside system may, and publishes what
 * a test wants to have published. When it is closed it holds all that it heard from the service
 * against the {@link MessageContract}.
 */
public final class RabbitTap implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String TOPIC = "topic";

  private final Connection connection;
  private final Channel channel;
  private final String queue;
  private final List<Message> heard = Collections.synchronizedList(new ArrayList<>());

  private boolean checked = true;

  private RabbitTap(Connection connection) throws IOException {
    this.connection = connection;
    this.channel = connection.createChannel();
    this.queue = channel.queueDeclare().getQueue();
    channel.basicConsume(
        queue, true, (tag, delivery) -> heard.add(new Message(delivery)), tag -> {});
  }

  /** Connects to the broker; hears nothing yet. */
  public static RabbitTap on(Stack stack) {
    try {
      return new RabbitTap(connect(stack));
    } catch (IOException away) {
      throw new UncheckedIOException(away);
    }
  }

  static Connection connect(Stack stack) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(stack.setting("RABBITMQ_HOST"));
    factory.setPort(Integer.parseInt(stack.setting("RABBITMQ_PORT")));
    factory.setUsername(stack.setting("RABBITMQ_USERNAME"));
    factory.setPassword(stack.setting("RABBITMQ_PASSWORD"));
    try {
      return factory.newConnection("test");
    } catch (IOException away) {
      throw new UncheckedIOException(away);
    } catch (TimeoutException away) {
      throw new IllegalStateException(away);
    }
  }

  /** The queue that it reads. */
  public String queue() {
    return queue;
  }

  /** From now on hears what this exchange gets under these keys ({@code #} for all). */
  public RabbitTap bind(String exchange, String... keys) {
    try {
      channel.exchangeDeclare(exchange, TOPIC, true);
      for (String key : keys) {
        channel.queueBind(queue, exchange, key);
      }
      return this;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** Binds a queue that takes nothing: what is published under this key is refused. */
  public void bindFullQueue(String exchange, String key) {
    try {
      Channel own = connection.createChannel();
      String full =
          own.queueDeclare(
                  "", false, true, true, Map.of("x-max-length", 0, "x-overflow", "reject-publish"))
              .getQueue();
      own.queueBind(full, exchange, key);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** The same, which holds nothing against the contract: for messages that only a benchmark has. */
  public RabbitTap unchecked() {
    checked = false;
    return this;
  }

  /** All that was heard, in its order. */
  public List<Message> messages() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  /** How many were heard. */
  public int count() {
    return heard.size();
  }

  /** What was heard of one subject (an order's id). */
  public List<Message> about(String subject) {
    return messages().stream().filter(message -> subject.equals(message.subject())).toList();
  }

  /** Waits until a message is heard that fits. */
  public Message await(Predicate<Message> fits) {
    return Awaitility.await("a message on RabbitMQ")
        .atMost(TIMEOUT)
        .until(() -> messages().stream().filter(fits).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  /** Publishes once more what was heard: the same id, headers and body. */
  public void repeat(Message message) {
    publish(
        message.delivery().getEnvelope().getExchange(),
        message.routingKey(),
        message.delivery().getProperties(),
        message.delivery().getBody());
  }

  /** Publishes anything. The default exchange, named {@code ""}, puts it into the queue named. */
  public void publish(String exchange, String key, AMQP.BasicProperties properties, byte[] body) {
    try {
      channel.basicPublish(exchange, key, properties, body);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** How many messages are in a queue and not under way to a consumer. */
  public long depth(String otherQueue) {
    try {
      return channel.messageCount(otherQueue);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  @Override
  public void close() {
    connection.abort();
    if (checked) {
      assertThat(messages().stream().flatMap(message -> faults(message.delivery()))).isEmpty();
    }
  }

  /** What is wrong with a message, if the service has published it. */
  static Stream<String> faults(Delivery delivery) {
    Map<String, Object> headers = delivery.getProperties().getHeaders();
    return headers == null
        ? Stream.of()
        : MessageContract.ofTheService()
            .faults(
                delivery.getEnvelope().getExchange(),
                "cloudEvents_",
                delivery.getEnvelope().getRoutingKey(),
                new String(delivery.getBody(), StandardCharsets.UTF_8),
                MessageContract.headers(headers, RabbitTap::plain))
            .stream();
  }

  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> table) {
      return table.entrySet().stream()
          .collect(
              Collectors.toMap(
                  entry -> entry.getKey().toString(), entry -> plain(entry.getValue())));
    }
    return value instanceof List<?> values
        ? values.stream().map(RabbitTap::plain).toList()
        : value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
  }

  /** A message as it came. */
  public record Message(Delivery delivery) {
    /** The key it was published under. */
    public String routingKey() {
      return delivery.getEnvelope().getRoutingKey();
    }

    /** Its id. */
    public String id() {
      return delivery.getProperties().getMessageId();
    }

    /** Its type. */
    public String type() {
      return delivery.getProperties().getType();
    }

    /** The CloudEvents subject. */
    public String subject() {
      return header("cloudEvents_subject");
    }

    /** A header as text, or null. */
    public String header(String name) {
      Object value =
          delivery.getProperties().getHeaders() == null
              ? null
              : delivery.getProperties().getHeaders().get(name);
      return value == null ? null : value.toString();
    }

    /** Its body. */
    public String body() {
      return new String(delivery.getBody(), StandardCharsets.UTF_8);
    }
  }
}
