package io.lockstep.inventory.stock;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stock rows that a transaction has read. What is asked for is decided here in memory, one
 * command after the other, and written at the end in one statement; it holds for certain where the
 * rows are locked, and is a forecast where they are not.
 */
public final class StockDecisions {
  private final Map<String, StockLevel> levels = new HashMap<>();
  private final StockDeltas changes = new StockDeltas();
  private final Instant readAt;

  /**
   * Rows as they were read.
   *
   * @param readAt the database's time; null where there are no rows
   */
  StockDecisions(List<StockLevel> rows, Instant readAt) {
    rows.forEach(row -> levels.put(row.sku(), row));
    this.readAt = readAt;
  }

  /** The level of now, with all that was decided before. */
  public Optional<StockLevel> level(String sku) {
    return Optional.ofNullable(levels.get(sku));
  }

  /** Promises units if there are enough. */
  public boolean hold(String sku, long quantity) {
    StockLevel level = levels.get(sku);
    if (level == null || !level.has(quantity)) {
      return false;
    }
    levels.put(sku, level.holding(quantity));
    changes.hold(sku, quantity);
    return true;
  }

  /** Sells all of these quantities by SKU, or none if one of them is short. */
  public boolean sellAll(Map<String, Long> quantities) {
    boolean enough =
        quantities.entrySet().stream()
            .allMatch(
                wanted -> level(wanted.getKey()).filter(l -> l.has(wanted.getValue())).isPresent());
    if (enough) {
      quantities.forEach(this::sell);
    }
    return enough;
  }

  private void sell(String sku, long quantity) {
    levels.computeIfPresent(sku, (same, level) -> level.without(quantity));
    changes.sell(sku, quantity);
  }

  /** What is to be written. */
  public StockDeltas changes() {
    return changes;
  }

  /** The database's time when the rows were asked for. */
  public Instant readAt() {
    return readAt;
  }
}
