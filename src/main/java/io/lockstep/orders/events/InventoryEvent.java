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

/** What orders ask of inventory, and what inventory answers. */
@RegisterForReflection
public sealed interface InventoryEvent extends OrderFlowEvent {
  /** Where they go. */
  Destination DESTINATION = new Destination("inventory.events", "inventory-events");

  /** All of them by wire name. */
  EventTypes<InventoryEvent> TYPES =
      EventTypes.of(
          Map.of(
              Reserve.TYPE, Reserve.class,
              Reserved.TYPE, Reserved.class,
              Rejected.TYPE, Rejected.class,
              Released.TYPE, Released.class));

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
   * @param reason why they are rejected or released; null, and not on the wire, in the others
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Data(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) List<StockItem> items,
      String reason,
      @JsonProperty(required = true) Instant timestamp) {
    public Data {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(items, "items");
      Objects.requireNonNull(timestamp, "timestamp");
    }
  }

  /** A command: set these items aside, all or none. */
  @RegisterForReflection
  record Reserve(@JsonValue Data data) implements InventoryEvent {
    public static final String TYPE = "inventory.reserve";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Reserve {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** All of them are. */
  @RegisterForReflection
  record Reserved(@JsonValue Data data) implements InventoryEvent {
    public static final String TYPE = "inventory.reserved";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Reserved {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** None is. */
  @RegisterForReflection
  record Rejected(@JsonValue Data data) implements InventoryEvent {
    public static final String TYPE = "inventory.rejected";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Rejected {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** They are back in stock. */
  @RegisterForReflection
  record Released(@JsonValue Data data) implements InventoryEvent {
    public static final String TYPE = "inventory.released";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Released {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }
}
