package io.lockstep.inventory.stock;

import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The table {@code stock}: one row for each SKU, locked in ascending order of SKU. */
@ApplicationScoped
public class StockRows {
  private static final Table<String> STOCK = Table.byText("stock", "sku", 64);
  private static final TableRows<StockDeltas.Change> CHANGED =
      STOCK.rows(
          StockDeltas.Change::sku,
          Column.number("on_hand", StockDeltas.Change::onHand).as("stock.on_hand + j.on_hand"),
          Column.number("reserved", StockDeltas.Change::reserved).as("stock.reserved + j.reserved"),
          Column.sql("version", "stock.version + 1"));

  public Uni<Optional<StockLevel>> find(Tx tx, String sku) {
    return tx.first(
        "SELECT sku, on_hand, reserved, version FROM stock WHERE sku = ?", StockLevel::of, sku);
  }

  /** Locks the rows of these SKUs in one statement; a SKU without a row is left out. */
  public Uni<StockDecisions> lock(Tx tx, RowLock lock, Collection<String> skus) {
    return STOCK.lock(tx, lock, TimedRow.COLUMNS, skus, TimedRow::of).map(TimedRow::together);
  }

  /** The same rows without a lock: they may be others by the time they are looked at. */
  public Uni<StockDecisions> read(Tx tx, Collection<String> skus) {
    return STOCK.read(tx, TimedRow.COLUMNS, skus, TimedRow::of).map(TimedRow::together);
  }

  /** Writes changes in one statement, which locks in ascending order what is not locked yet. */
  public Uni<Void> apply(Tx tx, StockDeltas changes) {
    return switch (changes.size()) {
      case 0 -> Uni.createFrom().voidItem();
      case 1 -> applyOne(tx, changes.first()).replaceWithVoid();
      default -> CHANGED.update(tx, changes.all()).replaceWithVoid();
    };
  }

  private static Uni<Integer> applyOne(Tx tx, StockDeltas.Change change) {
    return tx.update(
        "UPDATE stock SET on_hand = on_hand + ?, reserved = reserved + ?, version = version + 1"
            + " WHERE sku = ?",
        change.onHand(),
        change.reserved(),
        change.sku());
  }

  /** Sells units if there are enough, in one conditional update; false if there are not. */
  public Uni<Boolean> sellIfEnough(Tx tx, String sku, long quantity) {
    return tx.update(
            "UPDATE stock SET on_hand = on_hand - ?, version = version + 1"
                + " WHERE sku = ? AND on_hand - reserved >= ?",
            quantity,
            sku,
            quantity)
        .map(changed -> changed == 1);
  }

  /** Promises units if there are enough, in one conditional update; false if there are not. */
  public Uni<Boolean> holdIfEnough(Tx tx, String sku, long quantity) {
    return tx.update(
            "UPDATE stock SET reserved = reserved + ?, version = version + 1"
                + " WHERE sku = ? AND on_hand - reserved >= ?",
            quantity,
            sku,
            quantity)
        .map(changed -> changed == 1);
  }

  /**
   * The same for the holder of a lock outside the row; false also if the row has seen a higher
   * fence. The row keeps this one.
   */
  public Uni<Boolean> holdIfEnough(Tx tx, String sku, long quantity, long fence) {
    return tx.update(
            "UPDATE stock SET reserved = reserved + ?, version = version + 1, fence = ?"
                + " WHERE sku = ? AND on_hand - reserved >= ? AND fence <= ?",
            quantity,
            fence,
            sku,
            quantity,
            fence)
        .map(changed -> changed == 1);
  }

  /** The highest fence that the row has seen. */
  public Uni<Optional<Long>> fenceOf(Tx tx, String sku) {
    return tx.first("SELECT fence FROM stock WHERE sku = ?", row -> row.getLong("fence"), sku);
  }

  /** Adds units, to a new row where there is none. */
  Uni<Void> receive(Tx tx, String sku, long quantity) {
    return tx.update(
            """
            INSERT INTO stock (sku, on_hand, reserved, version) VALUES (?, ?, 0, 1)
            ON DUPLICATE KEY UPDATE on_hand = on_hand + VALUES(on_hand), version = version + 1
            """,
            sku,
            quantity)
        .replaceWithVoid();
  }

  private record TimedRow(StockLevel level, Instant readAt) {
    static final String COLUMNS = "sku, on_hand, reserved, version, UTC_TIMESTAMP(6) AS read_at";

    static TimedRow of(Row row) {
      return new TimedRow(StockLevel.of(row), Time.fromColumn(row.getLocalDateTime("read_at")));
    }

    static StockDecisions together(List<TimedRow> rows) {
      return new StockDecisions(
          rows.stream().map(TimedRow::level).toList(), rows.isEmpty() ? null : rows.get(0).readAt);
    }
  }
}
