package io.lockstep.orders;

import io.lockstep.orders.events.OrderEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Where an order stands. */
@RegisterForReflection
public enum OrderStatus {
  PENDING(OrderEvent.Created.TYPE),
  PAID(OrderEvent.Paid.TYPE),
  CONFIRMED(OrderEvent.Confirmed.TYPE),
  CANCELLED(OrderEvent.Cancelled.TYPE);

  private final String eventType;

  OrderStatus(String eventType) {
    this.eventType = eventType;
  }

  /** The type of the event that brings an order here. */
  public String eventType() {
    return eventType;
  }

  public boolean isFinal() {
    return this == CONFIRMED || this == CANCELLED;
  }
}
