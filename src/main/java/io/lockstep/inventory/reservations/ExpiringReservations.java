package io.lockstep.inventory.reservations;

import io.lockstep.inventory.stock.InventoryConfig;
import io.lockstep.inventory.stock.StockDeltas;
import io.lockstep.inventory.stock.StockRows;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sweeps.Due;
import io.lockstep.sweeps.ItemSweep;
import io.lockstep.sweeps.Sweep;
import io.lockstep.sweeps.SweptItems;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Frees the units of reservations that have lapsed, up to {@code lockstep.inventory.sweep-interval}
 * after they did; until then they read HELD. Instances share the work: each batch is claimed by
 * locking it. One that cannot be freed is set aside, see {@link ItemSweep}.
 */
@ApplicationScoped
class ExpiringReservations implements SweptItems<Reservation> {
  private final Transactions transactions;
  private final Reservations reservations;
  private final StockRows stock;
  private final InventoryConfig config;
  private final Sweep.Factory sweeps;
  private final ItemSweep lapsed;

  ExpiringReservations(
      Transactions transactions,
      Reservations reservations,
      StockRows stock,
      InventoryConfig config,
      Sweep.Factory sweeps,
      ItemSweep.Factory items) {
    this.transactions = transactions;
    this.reservations = reservations;
    this.stock = stock;
    this.config = config;
    this.sweeps = sweeps;
    this.lapsed = items.of("reservations-expire", config.sweepBatch(), this);
  }

  void start(@Observes StartupEvent event) {
    sweeps.every(
        "expiring reservations", config.sweepInterval(), config.sweepBatch(), this::expireBatch);
  }

  /** Expires the oldest that nobody else is at; answers how many. */
  Uni<Integer> expireBatch() {
    return lapsed.run();
  }

  /** Expires this one now, if it has lapsed. */
  Uni<Void> expire(String id) {
    return transactions.run(
        "reservation-expire",
        tx ->
            reservations
                .lock(tx, id)
                .flatMap(found -> apply(tx, found.filter(Reservation::lapsed).stream().toList())));
  }

  @Override
  public Uni<List<String>> due(Tx tx, Due which) {
    return reservations.lapsedIds(tx, which);
  }

  @Override
  public Uni<List<Reservation>> lock(Tx tx, Due which) {
    return reservations.lockLapsed(tx, which);
  }

  @Override
  public Uni<Void> apply(Tx tx, List<Reservation> locked) {
    return reservations
        .end(tx, locked, ReservationStatus.EXPIRED)
        .chain(() -> stock.apply(tx, released(locked)));
  }

  private static StockDeltas released(List<Reservation> lapsed) {
    StockDeltas changes = new StockDeltas();
    lapsed.forEach(reservation -> changes.release(reservation.sku(), reservation.quantity()));
    return changes;
  }
}
