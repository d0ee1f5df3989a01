package io.lockstep.orders.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Objects;

/**
 * How many of a SKU an order needs.
 *
 * @param quantity units, at least 1
 */
@RegisterForReflection
public record StockItem(
    @JsonProperty(required = true) String sku, @JsonProperty(required = true) int quantity) {
  public StockItem {
    Objects.requireNonNull(sku, "sku");
    if (quantity < 1) {
      throw new IllegalArgumentException("quantity must be positive");
    }
  }
}
