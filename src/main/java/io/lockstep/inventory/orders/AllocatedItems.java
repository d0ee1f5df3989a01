package io.lockstep.inventory.orders;

import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
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
  Uni<Void> insert(Tx tx, Collection<Sold> sold) {
    if (sold.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.update(
            """
            INSERT INTO allocated_items (order_id, sku, quantity)
            SELECT j.order_id, j.sku, j.quantity
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                order_id CHAR(36) PATH '$[0]',
                sku VARCHAR(64) PATH '$[1]',
                quantity BIGINT PATH '$[2]')) j
            """,
            JsonRows.of(sold, Sold::toJson))
        .replaceWithVoid();
  }

  /** Locks the items of these orders. */
  Uni<List<Sold>> lock(Tx tx, Collection<String> orderIds) {
    return tx.lock(
        RowLock.UPDATE,
        """
        SELECT g.order_id, g.sku, g.quantity
          FROM (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (
            order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) t) j
          STRAIGHT_JOIN allocated_items g FORCE INDEX (PRIMARY) ON g.order_id = j.order_id
        """,
        Sold::of,
        sorted(orderIds));
  }

  /** Takes the items of these orders away from them. */
  Uni<Void> delete(Tx tx, Collection<String> orderIds) {
    return tx.update(
            """
            DELETE g
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
              STRAIGHT_JOIN allocated_items g FORCE INDEX (PRIMARY) ON g.order_id = j.order_id
            """,
            sorted(orderIds))
        .replaceWithVoid();
  }

  private static String sorted(Collection<String> orderIds) {
    return JsonRows.ofValues(orderIds.stream().sorted().toList());
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

    private JsonArray toJson() {
      return new JsonArray().add(orderId).add(sku).add(quantity);
    }
  }
}
