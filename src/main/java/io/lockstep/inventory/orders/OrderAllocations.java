package io.lockstep.inventory.orders;

import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The table {@code order_allocations}: one row for each order decides what it gets. Whoever inserts
 * it first decides, and the row stays locked until that is committed. Rows are locked in ascending
 * order of their ids, before any stock row.
 */
@ApplicationScoped
class OrderAllocations {
  /**
   * Takes the places of these orders as {@code status}.
   *
   * @return the status of those orders whose place was taken before, locked; an order that is
   *     missing here is for this transaction to decide
   */
  Uni<Map<String, AllocationStatus>> insertOrFind(
      Tx tx, Collection<String> orderIds, AllocationStatus status) {
    String ids = JsonRows.ofValues(orderIds.stream().sorted().toList());
    String batch = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return tx.update(
            """
            INSERT IGNORE INTO order_allocations (order_id, status, batch, created_at)
            SELECT j.order_id, ?, ?, UTC_TIMESTAMP(6)
              FROM JSON_TABLE(?, '$[*]' COLUMNS (order_id CHAR(36) PATH '$')) j
            """,
            status.name(),
            batch,
            ids)
        .flatMap(
            inserted ->
                inserted == orderIds.size()
                    ? Uni.createFrom().item(Map.of())
                    : takenBefore(tx, ids, batch));
  }

  private static Uni<Map<String, AllocationStatus>> takenBefore(Tx tx, String ids, String batch) {
    return tx.lock(
            RowLock.UPDATE,
            """
            SELECT a.order_id, a.status
              FROM (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (
                order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) t) j
              STRAIGHT_JOIN order_allocations a FORCE INDEX (PRIMARY) ON a.order_id = j.order_id
             WHERE a.batch <> ?
            """,
            OrderAllocations::entry,
            ids,
            batch)
        .map(OrderAllocations::toMap);
  }

  /** Changes the status of locked places. */
  Uni<Void> change(Tx tx, Collection<String> orderIds, AllocationStatus status) {
    if (orderIds.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.update(
            """
            UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
                order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
              STRAIGHT_JOIN order_allocations a FORCE INDEX (PRIMARY) ON a.order_id = j.order_id
               SET a.status = ?
            """,
            JsonRows.ofValues(orderIds.stream().sorted().toList()),
            status.name())
        .replaceWithVoid();
  }

  private static Map.Entry<String, AllocationStatus> entry(Row row) {
    return Map.entry(row.getString("order_id"), AllocationStatus.valueOf(row.getString("status")));
  }

  private static Map<String, AllocationStatus> toMap(
      List<Map.Entry<String, AllocationStatus>> entries) {
    Map<String, AllocationStatus> byOrder = new HashMap<>();
    entries.forEach(entry -> byOrder.put(entry.getKey(), entry.getValue()));
    return byOrder;
  }
}
