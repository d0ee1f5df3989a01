package io.lockstep.orders.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.lockstep.messaging.brokers.Destination;
import io.lockstep.messaging.consumer.EventTypes;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What payments answer. */
@RegisterForReflection
public sealed interface PaymentEvent extends OrderFlowEvent {
  /** Where they go. */
  Destination DESTINATION = new Destination("payment.events", "payment-events");

  /** All of them by wire name. */
  EventTypes<PaymentEvent> TYPES =
      EventTypes.of(
          Map.of(
              Completed.TYPE, Completed.class,
              Failed.TYPE, Failed.class,
              Captured.TYPE, Captured.class,
              Voided.TYPE, Voided.class,
              Refunded.TYPE, Refunded.class));

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
   * @param reason why it failed or was refunded; null, and not on the wire, where it completed
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Data(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) UUID paymentId,
      @JsonProperty(required = true) long amount,
      @JsonProperty(required = true) String currency,
      String reason,
      @JsonProperty(required = true) Instant timestamp) {
    public Data {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(paymentId, "paymentId");
      Objects.requireNonNull(currency, "currency");
      Objects.requireNonNull(timestamp, "timestamp");
    }
  }

  /** The money is held for the merchant, or taken already: the order can go on. */
  @RegisterForReflection
  record Completed(@JsonValue Data data) implements PaymentEvent {
    public static final String TYPE = "payment.completed";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Completed {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** It is not, and will not be. */
  @RegisterForReflection
  record Failed(@JsonValue Data data) implements PaymentEvent {
    public static final String TYPE = "payment.failed";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Failed {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** Money that was held is taken. Where the ledger takes it at once, it is not said apart. */
  @RegisterForReflection
  record Captured(@JsonValue Data data) implements PaymentEvent {
    public static final String TYPE = "payment.captured";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Captured {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** Money that was held is free again, and was never taken. */
  @RegisterForReflection
  record Voided(@JsonValue Data data) implements PaymentEvent {
    public static final String TYPE = "payment.voided";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Voided {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** It has moved back. */
  @RegisterForReflection
  record Refunded(@JsonValue Data data) implements PaymentEvent {
    public static final String TYPE = "payment.refunded";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Refunded {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }
}
