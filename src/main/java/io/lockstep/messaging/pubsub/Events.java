package io.lockstep.messaging.pubsub;

import io.lockstep.messaging.brokers.Destination;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/**
 * Says events on the exchange {@code events}: whoever subscribes hears them, see {@link
 * Subscriptions}. They go through the outbox, so that what a transaction says is said if and only
 * if it commits.
 */
@ApplicationScoped
public class Events {
  static final Destination DESTINATION = new Destination("events", null);

  private final Outbox outbox;
  private final Clock clock;

  Events(Outbox outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Says events, in this order, when the transaction commits.
   *
   * @throws io.lockstep.http.Problem 400 if a type is none that AMQP can carry
   */
  public Uni<Void> publish(Tx tx, List<Event> events) {
    events.forEach(event -> TopicWords.requireType(event.type()));
    return outbox.append(tx, events.stream().map(this::message).toList());
  }

  /** One without a subject is a subject of its own: it waits for no other. */
  private OutgoingMessage message(Event event) {
    return new OutgoingMessage(
        event.id(),
        event.type(),
        null,
        event.subject() == null ? event.id() : event.subject(),
        event.data(),
        clock.instant(),
        null,
        DESTINATION);
  }
}
