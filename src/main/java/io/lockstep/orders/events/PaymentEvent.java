package io.lockstep.orders.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.messaging.brokers.Destination;
import io.lockstep.messaging.consumer.EventTypes;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What payments answer. Amounts are minor units. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface PaymentEvent extends OrderFlowEvent {
  /** Where they go. */
  Destination DESTINATION = new Destination("payment.events", "payment-events");

  /** All of them by wire name. */
  EventTypes<PaymentEvent> TYPES =
      EventTypes.of(
          Map.of(
              Completed.TYPE, Completed.class,
              Failed.TYPE, Failed.class,
              Refunded.TYPE, Refunded.class));

  @Override
  default Destination destination() {
    return DESTINATION;
  }

  /** The money has moved. */
  @RegisterForReflection
  record Completed(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) UUID paymentId,
      @JsonProperty(required = true) long amount,
      @JsonProperty(required = true) String currency,
      @JsonProperty(required = true) Instant timestamp)
      implements PaymentEvent {
    public static final String TYPE = "payment.completed";

    public Completed {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(paymentId, "paymentId");
      Objects.requireNonNull(currency, "currency");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** It has not, for {@code reason}. */
  @RegisterForReflection
  record Failed(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) UUID paymentId,
      @JsonProperty(required = true) long amount,
      @JsonProperty(required = true) String currency,
      String reason,
      @JsonProperty(required = true) Instant timestamp)
      implements PaymentEvent {
    public static final String TYPE = "payment.failed";

    public Failed {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(paymentId, "paymentId");
      Objects.requireNonNull(currency, "currency");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** It has moved back. */
  @RegisterForReflection
  record Refunded(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) UUID paymentId,
      @JsonProperty(required = true) long amount,
      @JsonProperty(required = true) String currency,
      String reason,
      @JsonProperty(required = true) Instant timestamp)
      implements PaymentEvent {
    public static final String TYPE = "payment.refunded";

    public Refunded {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(paymentId, "paymentId");
      Objects.requireNonNull(currency, "currency");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }
}
