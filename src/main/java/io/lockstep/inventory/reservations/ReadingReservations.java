package io.lockstep.inventory.reservations;

import io.lockstep.http.Page;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
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

  /**
   * Newest first.
   *
   * @param sku null for all
   * @param status null for all
   */
  Uni<Page<Reservation>> list(String sku, ReservationStatus status, Page.Request page) {
    String before = page.beforeId(Ids::isWellFormed);
    return transactions
        .read(
            tx ->
                Reservations.newest(sku, status, before, page.rowsToRead())
                    .list(tx, Reservation::of))
        .map(rows -> Page.of(rows, page, Reservation::id));
  }
}
