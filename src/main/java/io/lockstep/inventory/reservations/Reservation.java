package io.lockstep.inventory.reservations;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Units of one SKU set aside.
 *
 * @param reference whatever the caller wants to find it by, or null
 * @param extended whether it was prolonged already
 * @param lapsed whether it is held though its time is over: its units are about to be given back
 * @param expiresAt when a held one lapses
 * @param owner the shopper whose it is, where it is new; null once it is read
 */
@RegisterForReflection
@JsonPropertyOrder({"id", "sku", "quantity", "reference", "status", "expiresAt"})
public record Reservation(
    @Schema(format = "uuid") String id,
    String sku,
    long quantity,
    @Schema(nullable = true) String reference,
    ReservationStatus status,
    @JsonIgnore boolean extended,
    @JsonIgnore boolean lapsed,
    Instant expiresAt,
    @JsonIgnore String owner) {

  /** A fresh one that lapses {@code ttl} after {@code now}. */
  public static Reservation held(ReservationCommand command, Instant now) {
    return new Reservation(
        command.id(),
        command.sku(),
        command.quantity(),
        command.reference(),
        ReservationStatus.HELD,
        false,
        false,
        now.plus(command.ttl()),
        command.owner());
  }

  static Reservation of(Row row) {
    return new Reservation(
        row.getString("id"),
        row.getString("sku"),
        row.getLong("quantity"),
        row.getString("reference"),
        ReservationStatus.valueOf(row.getString("status")),
        row.getInteger("extended") == 1,
        row.getInteger("lapsed") == 1,
        Time.fromColumn(row.getLocalDateTime("expires_at")),
        null);
  }

  @JsonIgnore
  boolean isHeld() {
    return status == ReservationStatus.HELD;
  }

  Reservation as(ReservationStatus end) {
    return new Reservation(id, sku, quantity, reference, end, extended, false, expiresAt, owner);
  }

  /** The same, lapsing this much later. */
  Reservation extendedBy(Duration ttl) {
    return new Reservation(
        id, sku, quantity, reference, status, true, lapsed, expiresAt.plus(ttl), owner);
  }
}
