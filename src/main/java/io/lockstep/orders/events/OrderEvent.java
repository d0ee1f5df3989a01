package io.lockstep.orders.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.messaging.brokers.Destination;
import io.lockstep.messaging.consumer.EventTypes;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What happens to an order. Amounts are minor units. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface OrderEvent extends OrderFlowEvent {
  /** Where they go. */
  Destination DESTINATION = new Destination("order.events", "order-events");

  /** All of them by wire name. */
  EventTypes<OrderEvent> TYPES =
      EventTypes.of(
          Map.of(
              Created.TYPE, Created.class,
              Paid.TYPE, Paid.class,
              Confirmed.TYPE, Confirmed.class,
              Cancelled.TYPE, Cancelled.class));

  @Override
  default Destination destination() {
    return DESTINATION;
  }

  /** The order was taken; payment is asked for. */
  @RegisterForReflection
  record Created(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) long amount,
      @JsonProperty(required = true) String currency,
      @JsonProperty(required = true) List<OrderItem> items,
      @JsonProperty(required = true) Instant timestamp)
      implements OrderEvent {
    public static final String TYPE = "order.created";

    public Created {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(userId, "userId");
      Objects.requireNonNull(currency, "currency");
      Objects.requireNonNull(items, "items");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** The order is paid; stock is asked for. */
  @RegisterForReflection
  record Paid(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) long amount,
      @JsonProperty(required = true) String currency,
      @JsonProperty(required = true) List<OrderItem> items,
      @JsonProperty(required = true) Instant timestamp)
      implements OrderEvent {
    public static final String TYPE = "order.paid";

    public Paid {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(userId, "userId");
      Objects.requireNonNull(currency, "currency");
      Objects.requireNonNull(items, "items");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** Paid and reserved: final. */
  @RegisterForReflection
  record Confirmed(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) long amount,
      @JsonProperty(required = true) String currency,
      @JsonProperty(required = true) List<OrderItem> items,
      @JsonProperty(required = true) Instant timestamp)
      implements OrderEvent {
    public static final String TYPE = "order.confirmed";

    public Confirmed {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(userId, "userId");
      Objects.requireNonNull(currency, "currency");
      Objects.requireNonNull(items, "items");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** Given up, for {@code reason}: final. */
  @RegisterForReflection
  record Cancelled(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) long amount,
      @JsonProperty(required = true) String currency,
      @JsonProperty(required = true) List<OrderItem> items,
      String reason,
      @JsonProperty(required = true) Instant timestamp)
      implements OrderEvent {
    public static final String TYPE = "order.cancelled";

    public Cancelled {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(userId, "userId");
      Objects.requireNonNull(currency, "currency");
      Objects.requireNonNull(items, "items");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }
}
