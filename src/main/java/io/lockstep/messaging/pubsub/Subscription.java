package io.lockstep.messaging.pubsub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.lockstep.http.json.JsonText;
import io.lockstep.messaging.brokers.Exchange;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One subscriber: its queue at the broker, exclusive and gone with it, and what it has not read.
 *
 * <p>The broker need not wait for it: events are acknowledged as they are sent, and one that the
 * buffer does not hold ends the subscription. An empty item says that nothing has come for a while.
 */
final class Subscription {
  private static final Logger LOG = Logger.getLogger(Subscription.class);

  private final List<String> patterns;
  private final List<Exchange> exchanges;
  private final ObjectMapper json;
  private final EventBuffer buffer;
  private final UnicastProcessor<Optional<Event>> events;
  private Channel channel;
  private Runnable afterEnd = () -> {};
  private volatile boolean ended;

  Subscription(
      List<String> patterns, List<Exchange> exchanges, EventBuffer buffer, ObjectMapper json) {
    this.patterns = patterns;
    this.exchanges = exchanges;
    this.json = json;
    this.buffer = buffer;
    this.events = UnicastProcessor.create(buffer, this::end);
  }

  /** What is to be done when the reader has gone or the subscription has failed. */
  void whenEnded(Runnable action) {
    afterEnd = action;
  }

  private void end() {
    ended = true;
    afterEnd.run();
  }

  Multi<Optional<Event>> events() {
    return events;
  }

  /** On the link's thread. An empty item follows, which says that nothing is missed from now on. */
  void open(Channel opened) throws IOException {
    channel = opened;
    if (ended) {
      close();
      return;
    }
    String queue = opened.queueDeclare("", false, true, true, Map.of()).getQueue();
    for (Exchange exchange : exchanges) {
      for (String pattern : patterns) {
        opened.queueBind(queue, exchange.name(), pattern);
      }
    }
    String consumer =
        opened.basicConsume(
            queue, true, (tag, delivery) -> received(delivery), tag -> fail(new BrokerAway()));
    LOG.debugf("%s subscribes to %s", consumer, patterns);
    events.onNext(Optional.empty());
  }

  private void received(Delivery delivery) {
    String type = delivery.getEnvelope().getRoutingKey();
    if (!ended && TopicWords.isType(type) && !isCommand(delivery.getEnvelope())) {
      events.onNext(Optional.of(event(type, delivery)));
    }
  }

  private boolean isCommand(Envelope envelope) {
    return exchanges.stream()
        .filter(exchange -> exchange.name().equals(envelope.getExchange()))
        .anyMatch(exchange -> exchange.commands().contains(envelope.getRoutingKey()));
  }

  private Event event(String type, Delivery delivery) {
    Map<String, Object> headers = delivery.getProperties().getHeaders();
    Object subject = headers == null ? null : headers.get("cloudEvents_subject");
    return new Event(
        delivery.getProperties().getMessageId(),
        type,
        subject == null ? null : subject.toString(),
        text(delivery.getBody()));
  }

  /** Anyone may publish: what is no JSON is passed on as a text. */
  private String text(byte[] body) {
    try {
      JsonText document = json.readValue(body, JsonText.class);
      return document == null ? "null" : document.text();
    } catch (IOException notJson) {
      return quoted(new String(body, StandardCharsets.UTF_8));
    }
  }

  private String quoted(String text) {
    try {
      return json.writeValueAsString(text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Says that nothing has come, unless something waits to be read anyway. */
  void beat() {
    if (!ended && buffer.isEmpty()) {
      events.onNext(Optional.empty());
    }
  }

  void fail(Throwable why) {
    events.onError(why);
  }

  /** On the link's thread. Closing the channel removes the queue. */
  void close() {
    try {
      if (channel != null) {
        channel.abort();
      }
    } catch (IOException | ShutdownSignalException gone) {
      channel = null;
    }
  }

  /** The connection is gone, and events may have been missed. */
  static final class BrokerAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerAway() {
      super("RabbitMQ is away", null, false, false);
    }
  }
}
