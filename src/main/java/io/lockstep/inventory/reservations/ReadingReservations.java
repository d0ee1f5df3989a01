package io.lockstep.inventory.reservations;

import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Answers what became of a reservation. */
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
}
