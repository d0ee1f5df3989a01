package io.lockstep.inventory.reservations;

import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Select;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.lockstep.sweeps.Due;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table {@code reservations}. A row is locked before the stock row of its SKU. Whether one has
 * lapsed is the database's clock's to say; it is EXPIRED once its units are back, in one
 * transaction with them.
 */
@ApplicationScoped
public class Reservations {
  private static final String COLUMNS =
      """
      id, sku, quantity, reference, status, extended, expires_at,
      status = 'HELD' AND expires_at <= UTC_TIMESTAMP(6) AS lapsed
      """;
  private static final Table<String> RESERVATIONS = Table.byId("reservations", "id");
  private static final TableRows<Reservation> INSERTED =
      RESERVATIONS.rows(
          Reservation::id,
          Column.text("sku", 64, Reservation::sku),
          Column.number("quantity", Reservation::quantity),
          Column.text("status", 16, Reservation::status),
          Column.time("expires_at", each -> Time.toJsonColumn(each.expiresAt())),
          Column.of("reference", "VARCHAR(255) CHARACTER SET utf8mb4", Reservation::reference),
          Column.sql("created_at", "UTC_TIMESTAMP(6)"));
  private static final TableRows<Reservation> OWNED =
      Table.byId("reservation_owners", "id")
          .rows(Reservation::id, Column.text("owner", 64, Reservation::owner));
  private static final TableRows<Reservation> ENDED =
      RESERVATIONS.rows(
          Reservation::id, Column.sql("status", "?"), Column.sql("ended_at", "UTC_TIMESTAMP(6)"));

  public Uni<Optional<Reservation>> find(Tx tx, String id) {
    return tx.first("SELECT " + COLUMNS + " FROM reservations WHERE id = ?", Reservation::of, id);
  }

  /** The shopper whose it is; empty if it is nobody's. */
  Uni<Optional<String>> ownerOf(Tx tx, String id) {
    return tx.first(
        "SELECT owner FROM reservation_owners WHERE id = ?", row -> row.getString("owner"), id);
  }

  /** The same of those that belong to one shopper. */
  static Select newestOf(
      String owner, String sku, ReservationStatus status, String before, int limit) {
    return Select.of(
        """
        SELECT %s
          FROM (SELECT id AS owned
                  FROM reservation_owners FORCE INDEX (by_owner)
                 WHERE owner = ? AND id < ?) o
          STRAIGHT_JOIN reservations ON id = owned
         WHERE ? IN ('', sku) AND ? IN ('', status)
         ORDER BY owned DESC LIMIT ?
        """
            .formatted(COLUMNS),
        owner,
        before,
        sku == null ? "" : sku,
        status == null ? "" : status.name(),
        limit);
  }

  /** The newest of those with an id below {@code before}; null where all are wanted. */
  static Select newest(String sku, ReservationStatus status, String before, int limit) {
    return Select.firstOf(ranges(sku, status, before), "id DESC", limit);
  }

  private static List<Select> ranges(String sku, ReservationStatus status, String before) {
    if (sku == null) {
      return List.of(
          status == null
              ? range("PRIMARY", "", before)
              : range("by_status", "status = ? AND ", status.name(), before));
    }
    return Stream.of(ReservationStatus.values())
        .filter(each -> status == null || each == status)
        .map(each -> range("by_sku", "sku = ? AND status = ? AND ", sku, each.name(), before))
        .toList();
  }

  private static Select range(String index, String condition, Object... arguments) {
    return Select.of(
        "SELECT %s FROM reservations FORCE INDEX (%s) WHERE %sid < ?"
            .formatted(COLUMNS, index, condition),
        arguments);
  }

  Uni<Optional<Reservation>> lock(Tx tx, String id) {
    return RESERVATIONS
        .lock(tx, RowLock.UPDATE, COLUMNS, List.of(id), Reservation::of)
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
    return tx.list("SELECT id" + lapsed(which), row -> row.getString("id"), which.argument());
  }

  private static String lapsed(Due which) {
    return """
         FROM reservations FORCE INDEX (%s)
        WHERE status = 'HELD' AND expires_at <= UTC_TIMESTAMP(6) AND %s
        ORDER BY expires_at LIMIT %d
        """
        .formatted(
            which.isSingle() ? "PRIMARY" : "by_expiry",
            which.condition("reservations.id"),
            which.limit());
  }

  public Uni<Void> insert(Tx tx, Collection<Reservation> reservations) {
    List<Reservation> owned = reservations.stream().filter(each -> each.owner() != null).toList();
    return INSERTED
        .insert(tx, reservations)
        .call(() -> owned.isEmpty() ? Uni.createFrom().item(0) : OWNED.insert(tx, owned))
        .replaceWithVoid();
  }

  /** Takes back what this transaction has inserted. */
  public Uni<Void> delete(Tx tx, Collection<Reservation> inserted) {
    return RESERVATIONS
        .delete(tx, inserted.stream().map(Reservation::id).toList())
        .replaceWithVoid();
  }

  /** Gives locked reservations their final status. */
  public Uni<Void> end(Tx tx, Collection<Reservation> locked, ReservationStatus status) {
    return ENDED.update(tx, locked, status.name()).replaceWithVoid();
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
    return RESERVATIONS
        .lock(tx, RowLock.SHARE, "id", ids, row -> row.getString("id"))
        .map(found -> !found.isEmpty());
  }
}
