package io.lockstep.inventory.reservations;

import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.lockstep.sweeps.Due;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code reservations}. A row is locked before the stock row of its SKU. Whether one has
 * lapsed is the database's clock's to say; it is EXPIRED once its units are back, in one
 * transaction with them.
 */
@ApplicationScoped
public class Reservations {
  private static final String COLUMNS =
      """
      r.id, r.sku, r.quantity, r.reference, r.status, r.extended, r.expires_at,
      r.status = 'HELD' AND r.expires_at <= UTC_TIMESTAMP(6) AS lapsed
      """;

  public Uni<Optional<Reservation>> find(Tx tx, String id) {
    return tx.first(
        "SELECT " + COLUMNS + " FROM reservations r WHERE r.id = ?", Reservation::of, id);
  }

  Uni<Optional<Reservation>> lock(Tx tx, String id) {
    return tx.lock(
            RowLock.UPDATE,
            "SELECT " + COLUMNS + " FROM reservations r WHERE r.id = ?",
            Reservation::of,
            id)
        .map(found -> found.stream().findFirst());
  }

  /**
   * Locks reservations that have lapsed, the oldest first, and leaves out those that another
   * transaction holds: several instances share the work.
   */
  Uni<List<Reservation>> lockLapsed(Tx tx, Due which) {
    return tx.lock(
        RowLock.UPDATE_SKIP_LOCKED,
        "SELECT " + COLUMNS + lapsed(which),
        Reservation::of,
        which.argument());
  }

  /** The ids of the same, without a lock. */
  Uni<List<String>> lapsedIds(Tx tx, Due which) {
    return tx.list("SELECT r.id" + lapsed(which), row -> row.getString("id"), which.argument());
  }

  private static String lapsed(Due which) {
    return """
         FROM reservations r FORCE INDEX (%s)
        WHERE r.status = 'HELD' AND r.expires_at <= UTC_TIMESTAMP(6) AND %s
        ORDER BY r.expires_at LIMIT %d
        """
        .formatted(
            which.isSingle() ? "PRIMARY" : "by_expiry", which.condition("r.id"), which.limit());
  }

  public Uni<Void> insert(Tx tx, Collection<Reservation> reservations) {
    if (reservations.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.update(
            """
            INSERT INTO reservations (id, sku, quantity, status, expires_at, reference, created_at)
            SELECT j.id, j.sku, j.quantity, j.status, j.expires_at, j.reference, UTC_TIMESTAMP(6)
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) PATH '$[0]',
                sku VARCHAR(64) PATH '$[1]',
                quantity BIGINT PATH '$[2]',
                status VARCHAR(16) PATH '$[3]',
                expires_at DATETIME(6) PATH '$[4]',
                reference VARCHAR(255) CHARACTER SET utf8mb4 PATH '$[5]')) j
            """,
            JsonRows.of(reservations, Reservations::row))
        .replaceWithVoid();
  }

  /** Takes back what this transaction has inserted. */
  public Uni<Void> delete(Tx tx, Collection<Reservation> inserted) {
    if (inserted.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.update(
            """
            DELETE r
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
              STRAIGHT_JOIN reservations r FORCE INDEX (PRIMARY) ON r.id = j.id
            """,
            JsonRows.ofValues(inserted.stream().map(Reservation::id).sorted().toList()))
        .replaceWithVoid();
  }

  /** Gives locked reservations their final status. */
  public Uni<Void> end(Tx tx, Collection<Reservation> locked, ReservationStatus status) {
    if (locked.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.update(
            """
            UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
              STRAIGHT_JOIN reservations r FORCE INDEX (PRIMARY) ON r.id = j.id
               SET r.status = ?
            """,
            JsonRows.ofValues(locked.stream().map(Reservation::id).sorted().toList()),
            status.name())
        .replaceWithVoid();
  }

  Uni<Void> extend(Tx tx, Reservation extended) {
    return tx.update(
            "UPDATE reservations SET expires_at = ?, extended = TRUE WHERE id = ?",
            Time.toColumn(extended.expiresAt()),
            extended.id())
        .replaceWithVoid();
  }

  /** Whether any of these is there; waits for transactions that are inserting one of them. */
  public Uni<Boolean> anyInserted(Tx tx, Collection<String> ids) {
    return tx.lock(
            RowLock.SHARE,
            """
            SELECT r.id
              FROM (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) t) j
              STRAIGHT_JOIN reservations r FORCE INDEX (PRIMARY) ON r.id = j.id
            """,
            row -> row.getString("id"),
            JsonRows.ofValues(ids))
        .map(found -> !found.isEmpty());
  }

  private static JsonArray row(Reservation reservation) {
    JsonArray row =
        new JsonArray()
            .add(reservation.id())
            .add(reservation.sku())
            .add(reservation.quantity())
            .add(reservation.status().name())
            .add(Time.toJsonColumn(reservation.expiresAt()));
    return reservation.reference() == null ? row : row.add(reservation.reference());
  }
}
