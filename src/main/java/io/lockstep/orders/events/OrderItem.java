package io.lockstep.orders.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.platform.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Objects;

/**
 * One line of an order.
 *
 * @param sku what is ordered
 * @param quantity how many, 1..10000
 * @param unitPrice the catalogue's price when the order was placed
 */
@RegisterForReflection
public record OrderItem(
    @JsonProperty(required = true) String sku,
    @JsonProperty(required = true) int quantity,
    @JsonProperty(required = true) Money unitPrice) {
  public OrderItem {
    Objects.requireNonNull(sku, "sku");
    Objects.requireNonNull(unitPrice, "unitPrice");
    if (quantity < 1) {
      throw new IllegalArgumentException("quantity must be positive");
    }
  }
}
