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

/** What orders ask of inventory, and what inventory answers. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
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

  @Override
  default Destination destination() {
    return DESTINATION;
  }

  /** A command: set these items aside, all or none. */
  @RegisterForReflection
  record Reserve(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) List<StockItem> items,
      @JsonProperty(required = true) Instant timestamp)
      implements InventoryEvent {
    public static final String TYPE = "inventory.reserve";

    public Reserve {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(items, "items");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** All of them are. */
  @RegisterForReflection
  record Reserved(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) List<StockItem> items,
      @JsonProperty(required = true) Instant timestamp)
      implements InventoryEvent {
    public static final String TYPE = "inventory.reserved";

    public Reserved {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(items, "items");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** None is, for {@code reason}. */
  @RegisterForReflection
  record Rejected(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) List<StockItem> items,
      String reason,
      @JsonProperty(required = true) Instant timestamp)
      implements InventoryEvent {
    public static final String TYPE = "inventory.rejected";

    public Rejected {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(items, "items");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** They are back in stock. */
  @RegisterForReflection
  record Released(
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) List<StockItem> items,
      String reason,
      @JsonProperty(required = true) Instant timestamp)
      implements InventoryEvent {
    public static final String TYPE = "inventory.released";

    public Released {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(items, "items");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public String type() {
      return TYPE;
    }
  }
}
