package io.lockstep.orders.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.lockstep.messaging.brokers.Destination;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/** A message of the order flow: about one order, whose id is its subject. */
@RegisterForReflection
public sealed interface OrderFlowEvent permits OrderEvent, PaymentEvent, InventoryEvent {
  /** The order it is about. */
  UUID orderId();

  /** When it happened. */
  Instant timestamp();

  /** The wire name, which is the routing key. */
  @JsonIgnore
  String type();

  /** Where it goes. */
  @JsonIgnore
  Destination destination();
}
