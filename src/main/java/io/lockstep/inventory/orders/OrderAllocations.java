package io.lockstep.inventory.orders;

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
import java.util.Map;
import java.util.Optional;
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
  private static final TableRows<String> CANCELLED =
      ALLOCATIONS.rows(
          orderId -> orderId,
          Column.sql("status", "'CANCELLED'"),
          Column.sql("cancelled_from", "?"),
          Column.sql("cancelled_at", "UTC_TIMESTAMP(6)"));

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

  /** Cancels locked places, and remembers what they were. */
  Uni<Void> cancel(Tx tx, Collection<String> orderIds, AllocationStatus from) {
    return CANCELLED.update(tx, orderIds, from.name()).replaceWithVoid();
  }

  /** What was decided for an order, and what became of that; empty if it was never asked for. */
  Uni<Optional<Past>> past(Tx tx, String orderId) {
    return tx.first(
        "SELECT status, cancelled_from, created_at, cancelled_at FROM order_allocations"
            + " WHERE order_id = ?",
        Past::of,
        orderId);
  }

  /**
   * What became of an order's command for stock.
   *
   * @param at when it was decided
   * @param decision empty where the order was cancelled before it was decided
   * @param releasedAt when its items went back into stock
   */
  record Past(Instant at, Optional<AllocationStatus> decision, Optional<Instant> releasedAt) {
    static Past of(Row row) {
      AllocationStatus status = AllocationStatus.valueOf(row.getString("status"));
      Optional<AllocationStatus> decision =
          status == AllocationStatus.CANCELLED
              ? Optional.ofNullable(row.getString("cancelled_from")).map(AllocationStatus::valueOf)
              : Optional.of(status);
      Optional<Instant> cancelledAt =
          Optional.ofNullable(Time.fromColumn(row.getLocalDateTime("cancelled_at")));
      return new Past(
          Time.fromColumn(row.getLocalDateTime("created_at")),
          decision,
          cancelledAt.filter(at -> decision.equals(Optional.of(AllocationStatus.ALLOCATED))));
    }
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
