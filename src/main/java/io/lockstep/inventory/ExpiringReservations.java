package io.lockstep.inventory;

import io.lockstep.platform.Sweep;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Frees the units of reservations that have lapsed, up to {@code lockstep.inventory.sweep-interval}
 * after they did. Instances share the work: each batch is claimed by locking it.
 */
@ApplicationScoped
class ExpiringReservations {
  private final Transactions transactions;
  private final Reservations reservations;
  private final StockRows stock;
  private final InventoryConfig config;
  private final Sweep.Factory sweeps;

  ExpiringReservations(
      Transactions transactions,
      Reservations reservations,
      StockRows stock,
      InventoryConfig config,
      Sweep.Factory sweeps) {
    this.transactions = transactions;
    this.reservations = reservations;
    this.stock = stock;
    this.config = config;
    this.sweeps = sweeps;
  }

  void start(@Observes StartupEvent event) {
    sweeps.every(
        "expiring reservations", config.sweepInterval(), config.sweepBatch(), this::expireBatch);
  }

  /** Expires the oldest that nobody else is at; answers how many. */
  Uni<Integer> expireBatch() {
    return transactions.run("reservations-expire", this::expireBatch);
  }

  private Uni<Integer> expireBatch(Tx tx) {
    return reservations
        .lockLapsed(tx, config.sweepBatch())
        .call(lapsed -> reservations.end(tx, lapsed, ReservationStatus.EXPIRED))
        .call(lapsed -> stock.apply(tx, released(lapsed)))
        .map(List::size);
  }

  private static StockChanges released(List<Reservation> lapsed) {
    StockChanges changes = new StockChanges();
    lapsed.forEach(reservation -> changes.release(reservation.sku(), reservation.quantity()));
    return changes;
  }
}
