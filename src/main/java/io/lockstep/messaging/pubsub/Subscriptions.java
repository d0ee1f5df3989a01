package io.lockstep.messaging.pubsub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.messaging.MessagingConfig;
import io.lockstep.messaging.brokers.Exchange;
import io.lockstep.messaging.brokers.RabbitLink;
import io.lockstep.messaging.brokers.RabbitLinks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Hears events from the moment of subscribing on, each subscriber with a queue of its own that is
 * gone with it: what is published on the exchange {@code events}, and the facts of the modules,
 * such as those of orders. Nothing is kept for a subscriber that is not there.
 *
 * <p>A subscriber that reads slower than events come costs a bounded buffer: when that is full, its
 * stream fails with Mutiny's {@code BackPressureFailure}. When RabbitMQ goes away all streams fail,
 * for events may have been missed.
 */
@ApplicationScoped
public class Subscriptions {
  private static final Logger LOG = Logger.getLogger(Subscriptions.class);

  private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
  private final List<Exchange> exchanges;
  private final RabbitLink link;
  private final MessagingConfig.SubscriptionSettings config;
  private final MeterRegistry metrics;
  private final ObjectMapper json;
  private final Vertx vertx;
  private Connection connection;

  Subscriptions(
      @Any Instance<Exchange> exchanges,
      RabbitLinks links,
      MessagingConfig config,
      MeterRegistry metrics,
      ObjectMapper json,
      Vertx vertx) {
    this.exchanges = exchanges.stream().filter(Exchange::carriesFacts).toList();
    this.link = links.link("subscriptions", new Queues());
    this.config = config.subscriptions();
    this.metrics = metrics;
    this.json = json;
    this.vertx = vertx;
    Gauge.builder("lockstep.subscriptions", open, Set::size)
        .strongReference(true)
        .register(metrics);
  }

  /** Being observed makes it with the service, and its connection before the first subscriber. */
  void start(@Observes StartupEvent event) {
    LOG.tracef("at most %d subscribers", config.most());
  }

  /**
   * Events whose types fit one of these patterns ({@code *} one word, {@code #} any number).
   *
   * @return a stream that never completes; fails with a {@link Problem} 503 when RabbitMQ is away
   *     or there are too many subscribers
   */
  public Multi<Event> to(String... patterns) {
    return withBeats(List.of(patterns)).filter(Optional::isPresent).map(Optional::orElseThrow);
  }

  /** The same with an empty item once it is subscribed, and whenever nothing comes for a while. */
  Multi<Optional<Event>> withBeats(List<String> patterns) {
    return Multi.createFrom().deferred(() -> subscribe(patterns));
  }

  /**
   * Says whether one more may subscribe.
   *
   * @throws Problem 503 when RabbitMQ is away or there are too many subscribers
   */
  void requireRoom() {
    if (!link.isOpen()) {
      throw Problem.of(ProblemType.BROKER_UNAVAILABLE, "RabbitMQ cannot be reached now");
    }
    if (open.size() >= config.most()) {
      throw Problem.of(ProblemType.OVERLOADED, "There are too many subscribers");
    }
  }

  private Multi<Optional<Event>> subscribe(List<String> patterns) {
    requireRoom();
    EventBuffer buffer = new EventBuffer(config.buffer(), config.bufferSize().asLongValue());
    Subscription subscription = new Subscription(patterns, this.exchanges, buffer, json);
    long beat = vertx.setPeriodic(config.heartbeat().toMillis(), timer -> subscription.beat());
    open.add(subscription);
    subscription.whenEnded(() -> end(subscription, beat));
    link.run(() -> begin(subscription));
    return subscription.events();
  }

  /** On the link's thread. */
  private void begin(Subscription subscription) {
    try {
      Channel channel = connection == null ? null : connection.createChannel();
      if (channel == null) {
        subscription.fail(new Subscription.BrokerAway());
      } else {
        subscription.open(channel);
      }
    } catch (IOException | AlreadyClosedException away) {
      subscription.fail(new Subscription.BrokerAway());
    }
  }

  private void end(Subscription subscription, long beat) {
    vertx.cancelTimer(beat);
    open.remove(subscription);
    link.run(subscription::close);
  }

  void countDropped(String reason) {
    metrics.counter("lockstep.subscriptions.dropped", "reason", reason).increment();
  }

  /** The connection that all queues share. */
  private final class Queues implements RabbitLink.User {
    @Override
    public void opened(Connection opened) throws IOException {
      Channel channel = link.channelOf(opened);
      for (Exchange each : exchanges) {
        channel.exchangeDeclare(each.name(), BuiltinExchangeType.TOPIC, true);
      }
      connection = opened;
    }

    @Override
    public void lost() {
      connection = null;
      Set.copyOf(open).forEach(each -> each.fail(new Subscription.BrokerAway()));
    }
  }
}
