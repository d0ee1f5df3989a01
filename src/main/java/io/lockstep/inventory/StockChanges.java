package io.lockstep.inventory;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lockstep.sql.JsonRows;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/** What one transaction changes in stock: one sum for each SKU, in ascending order of SKU. */
final class StockChanges {
  private final TreeMap<String, Delta> bySku = new TreeMap<>();

  /** Promises units. */
  @CanIgnoreReturnValue
  StockChanges hold(String sku, long quantity) {
    return add(sku, 0, quantity);
  }

  /** Takes a promise back. */
  @CanIgnoreReturnValue
  StockChanges release(String sku, long quantity) {
    return add(sku, 0, -quantity);
  }

  /** Sells units that were promised before. */
  @CanIgnoreReturnValue
  StockChanges sellHeld(String sku, long quantity) {
    return add(sku, -quantity, -quantity);
  }

  /** Sells units that nobody was promised. */
  @CanIgnoreReturnValue
  StockChanges sell(String sku, long quantity) {
    return add(sku, -quantity, 0);
  }

  /** Takes sold units back. */
  @CanIgnoreReturnValue
  StockChanges putBack(String sku, long quantity) {
    return add(sku, quantity, 0);
  }

  boolean isEmpty() {
    return bySku.isEmpty();
  }

  String toJsonRows() {
    return JsonRows.of(
        bySku.entrySet(),
        change ->
            new JsonObject()
                .put("s", change.getKey())
                .put("o", change.getValue().onHand)
                .put("r", change.getValue().reserved));
  }

  private StockChanges add(String sku, long onHand, long reserved) {
    bySku.merge(sku, new Delta(onHand, reserved), Delta::plus);
    return this;
  }

  private record Delta(long onHand, long reserved) {
    Delta plus(Delta other) {
      return new Delta(onHand + other.onHand, reserved + other.reserved);
    }
  }
}
