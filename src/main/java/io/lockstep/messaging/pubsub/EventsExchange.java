package io.lockstep.messaging.pubsub;

import io.lockstep.messaging.brokers.Exchange;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The exchange of {@link Events}. */
@ApplicationScoped
class EventsExchange {
  /** What is published over REST, and what modules say to whoever subscribes. */
  @Produces
  @Singleton
  Exchange events() {
    return Exchange.ofFacts(Events.DESTINATION.exchange());
  }
}
