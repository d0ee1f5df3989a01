package io.lockstep.inventory.movements;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One thing that moved the stock of a SKU, or wanted to.
 *
 * @param id of the receipt, the adjustment, the reservation or the order
 * @param at when it began: received, adjusted, reserved, allocated; for an order without a decision
 *     when it was placed
 * @param quantity how many units it is about
 * @param change by how many the available units changed at {@code at}
 * @param status what became of it: {@code HELD}, {@code COMMITTED}, {@code RELEASED}, {@code
 *     EXPIRED} for a reservation; {@code WAITING} (not decided), {@code ALLOCATED}, {@code
 *     REJECTED} (out of stock), {@code RETURNED} (the units are available again), {@code CANCELLED}
 *     (before it was decided) for an order; null for what is done at once
 * @param endedAt when a reservation ended or the units of an order were returned; null while they
 *     are not, or where it was not kept
 * @param availableAfter how many units were available then; null where nobody counted
 * @param actor who did it, as in the audit log, or null
 * @param reason of an adjustment: {@code count}, {@code damage}, {@code loss}, {@code found}
 * @param note of an adjustment, or the reference of a reservation, or null
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "StockMovement")
record StockMovement(
    @Schema(format = "uuid") String id,
    @Schema(enumeration = {"receipt", "adjustment", "reservation", "order"}) String kind,
    Instant at,
    long quantity,
    long change,
    @Schema(nullable = true) String status,
    @Schema(nullable = true) Instant endedAt,
    @Schema(nullable = true) Long availableAfter,
    @Schema(nullable = true) String actor,
    @Schema(nullable = true) String reason,
    @Schema(nullable = true) String note) {
  private static final String ALLOCATED = "ALLOCATED";

  static StockMovement receipt(Row row) {
    long quantity = row.getLong("quantity");
    return new StockMovement(
        row.getString("id"),
        "receipt",
        time(row, "created_at"),
        quantity,
        quantity,
        null,
        null,
        row.getLong("available_after"),
        row.getString("actor"),
        null,
        null);
  }

  static StockMovement adjustment(Row row) {
    long change = row.getLong("quantity");
    return new StockMovement(
        row.getString("id"),
        "adjustment",
        time(row, "created_at"),
        Math.abs(change),
        change,
        null,
        null,
        row.getLong("available_after"),
        row.getString("actor"),
        row.getString("kind"),
        row.getString("note"));
  }

  static StockMovement reservation(Row row) {
    long quantity = row.getLong("quantity");
    return new StockMovement(
        row.getString("id"),
        "reservation",
        time(row, "created_at"),
        quantity,
        -quantity,
        row.getString("status"),
        time(row, "ended_at"),
        null,
        null,
        null,
        row.getString("reference"));
  }

  static StockMovement order(Row row) {
    long quantity = row.getLong("quantity");
    boolean wasAllocated =
        ALLOCATED.equals(row.getString("status"))
            || ALLOCATED.equals(row.getString("cancelled_from"));
    return new StockMovement(
        row.getString("id"),
        "order",
        time(row, "decided_at"),
        quantity,
        wasAllocated ? -quantity : 0,
        statusOfOrder(row.getString("status"), row.getString("cancelled_from")),
        wasAllocated ? time(row, "cancelled_at") : null,
        null,
        null,
        null,
        null);
  }

  private static String statusOfOrder(String status, String cancelledFrom) {
    if (status == null) {
      return "WAITING";
    }
    return ALLOCATED.equals(cancelledFrom)
        ? "RETURNED"
        : cancelledFrom != null ? cancelledFrom : status;
  }

  private static Instant time(Row row, String column) {
    return Time.fromColumn(row.getLocalDateTime(column));
  }
}
