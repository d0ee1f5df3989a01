package io.lockstep.inventory.stock;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * How much there is of a SKU.
 *
 * @param onHand units in the warehouse, at most 15 digits
 * @param reserved units of them that are promised
 * @param version counts the changes; 0 where nothing ever came in
 */
@RegisterForReflection
@JsonPropertyOrder({"sku", "onHand", "reserved", "available", "version"})
public record StockLevel(String sku, long onHand, long reserved, long version) {
  static StockLevel of(Row row) {
    return new StockLevel(
        row.getString("sku"),
        row.getLong("on_hand"),
        row.getLong("reserved"),
        row.getLong("version"));
  }

  /** The level of a SKU that never had any. */
  static StockLevel none(String sku) {
    return new StockLevel(sku, 0, 0, 0);
  }

  @JsonProperty
  public long available() {
    return onHand - reserved;
  }

  public boolean has(long quantity) {
    return quantity <= available();
  }

  /**
   * Checks what a caller expects of it. A SKU that nothing was received of has no version.
   *
   * @throws Problem 412 if it is otherwise
   */
  void check(Preconditions preconditions) {
    if (version == 0) {
      preconditions.checkMissing();
    } else {
      preconditions.check(version);
    }
  }

  StockLevel holding(long quantity) {
    return new StockLevel(sku, onHand, reserved + quantity, version);
  }

  StockLevel without(long quantity) {
    return new StockLevel(sku, onHand - quantity, reserved, version);
  }
}
