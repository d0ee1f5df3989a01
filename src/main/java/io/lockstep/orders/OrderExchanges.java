package io.lockstep.orders;

import io.lockstep.messaging.Exchange;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The exchanges of the order flow. */
@ApplicationScoped
class OrderExchanges {
  @Produces
  @Singleton
  Exchange orders(
      @Channel("order-events") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter) {
    return new Exchange(OrderEvent.DESTINATION.exchange(), emitter);
  }

  @Produces
  @Singleton
  Exchange payments(
      @Channel("payment-events") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter) {
    return new Exchange(PaymentEvent.DESTINATION.exchange(), emitter);
  }

  @Produces
  @Singleton
  Exchange inventory(
      @Channel("inventory-events") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter) {
    return new Exchange(InventoryEvent.DESTINATION.exchange(), emitter);
  }
}
