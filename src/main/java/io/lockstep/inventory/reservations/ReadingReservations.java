package io.lockstep.inventory.reservations;

import io.lockstep.http.Page;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.tables.Select;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Answers what became of reservations. */
@ApplicationScoped
class ReadingReservations {
  private final Transactions transactions;
  private final Reservations reservations;

  ReadingReservations(Transactions transactions, Reservations reservations) {
    this.transactions = transactions;
    this.reservations = reservations;
  }

  Uni<Optional<Reservation>> find(String id) {
    return transactions.read(tx -> reservations.find(tx, id));
  }

  /** The shopper whose it is; empty if it is nobody's. */
  Uni<Optional<String>> ownerOf(String id) {
    return transactions.read(tx -> reservations.ownerOf(tx, id));
  }

  /**
   * Newest first.
   *
   * @param owner null for everybody's
   * @param sku null for all
   * @param status null for all
   */
  Uni<Page<Reservation>> list(
      String owner, String sku, ReservationStatus status, Page.Request page) {
    String before = page.beforeId(Ids::isWellFormed);
    return transactions
        .read(tx -> newest(owner, sku, status, before, page.rowsToRead()).list(tx, Reservation::of))
        .map(rows -> Page.of(rows, page, Reservation::id));
  }

  private static Select newest(
      String owner, String sku, ReservationStatus status, String before, int limit) {
    return owner == null
        ? Reservations.newest(sku, status, before, limit)
        : Reservations.newestOf(owner, sku, status, before, limit);
  }
}
