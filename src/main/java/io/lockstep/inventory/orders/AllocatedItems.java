package io.lockstep.inventory.orders;

import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;

/**
 * The table {@code allocated_items}: what was sold to orders that have it still. Whoever changes
 * rows of an order has locked its row of {@code order_allocations} before.
 */
@ApplicationScoped
class AllocatedItems {
  private static final Table<String> OF_ORDER = Table.byId("allocated_items", "order_id");
  private static final TableRows<Sold> ITEMS =
      Table.<Sold>of(
              "allocated_items",
              Column.id("order_id", Sold::orderId),
              Column.text("sku", 64, Sold::sku))
          .rows(sold -> sold, Column.number("quantity", Sold::quantity));

  Uni<Void> insert(Tx tx, Collection<Sold> sold) {
    return ITEMS.insert(tx, sold).replaceWithVoid();
  }

  /** Locks the items of these orders. */
  Uni<List<Sold>> lock(Tx tx, Collection<String> orderIds) {
    return OF_ORDER.lock(tx, RowLock.UPDATE, "order_id, sku, quantity", orderIds, Sold::of);
  }

  /** Takes the items of these orders away from them. */
  Uni<Void> delete(Tx tx, Collection<String> orderIds) {
    return OF_ORDER.delete(tx, orderIds).replaceWithVoid();
  }

  /**
   * Units of one SKU that an order has.
   *
   * @param quantity more than zero
   */
  record Sold(String orderId, String sku, long quantity) {
    private static Sold of(Row row) {
      return new Sold(row.getString("order_id"), row.getString("sku"), row.getLong("quantity"));
    }
  }
}
