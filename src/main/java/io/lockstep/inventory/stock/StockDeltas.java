package io.lockstep.inventory.stock;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collection;
import java.util.TreeMap;

/** What one transaction changes in stock: one sum for each SKU, in ascending order of SKU. */
public final class StockDeltas {
  private final TreeMap<String, Change> bySku = new TreeMap<>();

  /** Promises units. */
  @CanIgnoreReturnValue
  public StockDeltas hold(String sku, long quantity) {
    return add(sku, 0, quantity);
  }

  /** Takes a promise back. */
  @CanIgnoreReturnValue
  public StockDeltas release(String sku, long quantity) {
    return add(sku, 0, -quantity);
  }

  /** Sells units that were promised before. */
  @CanIgnoreReturnValue
  public StockDeltas sellHeld(String sku, long quantity) {
    return add(sku, -quantity, -quantity);
  }

  /** Sells units that nobody was promised. */
  @CanIgnoreReturnValue
  StockDeltas sell(String sku, long quantity) {
    return add(sku, -quantity, 0);
  }

  /** Takes sold units back. */
  @CanIgnoreReturnValue
  public StockDeltas putBack(String sku, long quantity) {
    return add(sku, quantity, 0);
  }

  /** Puts right what is on hand; the quantity may be negative. */
  StockDeltas adjust(String sku, long quantity) {
    return add(sku, quantity, 0);
  }

  /** How many SKUs change. */
  int size() {
    return bySku.size();
  }

  Change first() {
    return bySku.firstEntry().getValue();
  }

  /** One for each SKU. */
  Collection<Change> all() {
    return bySku.values();
  }

  private StockDeltas add(String sku, long onHand, long reserved) {
    bySku.merge(sku, new Change(sku, onHand, reserved), Change::plus);
    return this;
  }

  /** By how much the columns of one row change. */
  record Change(String sku, long onHand, long reserved) {
    private Change plus(Change other) {
      return new Change(sku, onHand + other.onHand, reserved + other.reserved);
    }
  }
}
