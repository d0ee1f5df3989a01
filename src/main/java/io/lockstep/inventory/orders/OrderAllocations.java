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
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * The table {@code order_allocations}: one row for each order decides what it gets. Whoever inserts
 * it first decides, and the row stays locked until that is committed. Rows are locked in ascending
 * order of their ids, before any stock row.
 */
@ApplicationScoped
class OrderAllocations {
  private static final Table<String> ALLOCATIONS = Table.byId("order_allocations", "order_id");
  private static final TableRows<String> PLACES =
      ALLOCATIONS.rows(
          orderId -> orderId,
          Column.sql("status", "?"),
          Column.sql("batch", "?"),
          Column.sql("created_at", "UTC_TIMESTAMP(6)"));
  private static final TableRows<String> CHANGED =
      ALLOCATIONS.rows(orderId -> orderId, Column.sql("status", "?"));

  /**
   * Takes the places of these orders as {@code status}.
   *
   * @return the status of those orders whose place was taken before, locked; an order that is
   *     missing here is for this transaction to decide
   */
  Uni<Map<String, AllocationStatus>> insertOrFind(
      Tx tx, Collection<String> orderIds, AllocationStatus status) {
    String batch = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return PLACES
        .insertIgnore(tx, orderIds, status.name(), batch)
        .flatMap(
            inserted ->
                inserted == orderIds.size()
                    ? Uni.createFrom().item(Map.of())
                    : takenBefore(tx, orderIds, batch));
  }

  private static Uni<Map<String, AllocationStatus>> takenBefore(
      Tx tx, Collection<String> orderIds, String batch) {
    return ALLOCATIONS
        .lock(tx, RowLock.UPDATE, "order_id, status, batch", orderIds, Place::of)
        .map(
            places ->
                places.stream()
                    .filter(place -> !place.batch().equals(batch))
                    .collect(Collectors.toMap(Place::orderId, Place::status)));
  }

  /** Changes the status of locked places. */
  Uni<Void> change(Tx tx, Collection<String> orderIds, AllocationStatus status) {
    return CHANGED.update(tx, orderIds, status.name()).replaceWithVoid();
  }

  private record Place(String orderId, AllocationStatus status, String batch) {
    static Place of(Row row) {
      return new Place(
          row.getString("order_id"),
          AllocationStatus.valueOf(row.getString("status")),
          row.getString("batch"));
    }
  }
}
