package io.lockstep.orders.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.lockstep.messaging.brokers.Destination;
import io.lockstep.messaging.consumer.EventTypes;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What happens to an order. */
@RegisterForReflection
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

  /** What it says, which is the JSON on the wire. */
  Data data();

  @Override
  default UUID orderId() {
    return data().orderId();
  }

  @Override
  default Instant timestamp() {
    return data().timestamp();
  }

  @Override
  default Destination destination() {
    return DESTINATION;
  }

  /**
   * The members that all of them have.
   *
   * @param amount minor units
   * @param reason why it was cancelled; null, and not on the wire, in all others
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Data(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) long amount,
      @JsonProperty(required = true) String currency,
      @JsonProperty(required = true) List<OrderItem> items,
      String reason,
      @JsonProperty(required = true) Instant timestamp) {
    public Data {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(userId, "userId");
      Objects.requireNonNull(currency, "currency");
      Objects.requireNonNull(items, "items");
      Objects.requireNonNull(timestamp, "timestamp");
    }
  }

  /** The order was taken; payment is asked for. */
  @RegisterForReflection
  record Created(@JsonValue Data data) implements OrderEvent {
    public static final String TYPE = "order.created";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Created {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** The order is paid; stock is asked for. */
  @RegisterForReflection
  record Paid(@JsonValue Data data) implements OrderEvent {
    public static final String TYPE = "order.paid";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Paid {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** Paid and reserved: final. */
  @RegisterForReflection
  record Confirmed(@JsonValue Data data) implements OrderEvent {
    public static final String TYPE = "order.confirmed";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Confirmed {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** Given up: final. */
  @RegisterForReflection
  record Cancelled(@JsonValue Data data) implements OrderEvent {
    public static final String TYPE = "order.cancelled";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Cancelled {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }
}
