package io.lockstep.inventory;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;

/**
 * Units of one SKU set aside.
 *
 * @param reference whatever the caller wants to find it by, or null
 * @param orderId the order whose goods these are, or null
 * @param extended whether it was prolonged already
 * @param expiresAt when a held one lapses; null for the goods of an order, which are sold at once
 */
@RegisterForReflection
@JsonPropertyOrder({"id", "sku", "quantity", "reference", "status", "expiresAt"})
record Reservation(
    String id,
    String sku,
    long quantity,
    String reference,
    @JsonIgnore String orderId,
    ReservationStatus status,
    @JsonIgnore boolean extended,
    Instant expiresAt) {

  /** A fresh one that lapses {@code ttl} after {@code now}. */
  static Reservation held(Wish wish, Instant now) {
    return new Reservation(
        wish.id(),
        wish.sku(),
        wish.quantity(),
        wish.reference(),
        null,
        ReservationStatus.HELD,
        false,
        now.plus(wish.ttl()));
  }

  /** The goods of a paid order: sold the moment they are set aside. */
  static Reservation sold(String id, String orderId, String sku, long quantity) {
    return new Reservation(
        id, sku, quantity, null, orderId, ReservationStatus.COMMITTED, false, null);
  }

  static Reservation of(Row row) {
    return new Reservation(
        row.getString("id"),
        row.getString("sku"),
        row.getLong("quantity"),
        row.getString("reference"),
        row.getString("order_id"),
        ReservationStatus.valueOf(row.getString("status")),
        row.getInteger("extended") == 1,
        Time.fromColumn(row.getLocalDateTime("expires_at")));
  }

  @JsonIgnore
  boolean isHeld() {
    return status == ReservationStatus.HELD;
  }

  Reservation as(ReservationStatus end) {
    return new Reservation(id, sku, quantity, reference, orderId, end, extended, expiresAt);
  }

  /** The same, lapsing this much later. */
  Reservation extendedBy(Duration ttl) {
    return new Reservation(
        id, sku, quantity, reference, orderId, status, true, expiresAt.plus(ttl));
  }
}
