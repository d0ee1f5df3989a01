package io.lockstep.orders.events;

import io.lockstep.messaging.brokers.Exchange;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The exchanges of the order flow. */
@ApplicationScoped
class OrderExchanges {
  @Produces
  @Singleton
  Exchange orders() {
    return Exchange.ofFacts(OrderEvent.DESTINATION.exchange());
  }

  @Produces
  @Singleton
  Exchange payments() {
    return Exchange.ofFacts(PaymentEvent.DESTINATION.exchange());
  }

  @Produces
  @Singleton
  Exchange inventory() {
    return Exchange.ofFacts(InventoryEvent.DESTINATION.exchange(), InventoryEvent.Reserve.TYPE);
  }
}
