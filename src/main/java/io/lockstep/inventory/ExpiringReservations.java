package io.lockstep.inventory;

import io.lockstep.sql.Schema;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Frees the units of reservations that have lapsed, up to {@code lockstep.inventory.sweep-interval}
 * after they did. Instances share the work: each batch is claimed by locking it.
 */
@ApplicationScoped
class ExpiringReservations {
  private static final Logger LOG = Logger.getLogger(ExpiringReservations.class);
  private static final long NO_TIMER = -1;

  private final Transactions transactions;
  private final Reservations reservations;
  private final StockRows stock;
  private final InventoryConfig config;
  private final Schema schema;
  private final Vertx vertx;
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private final AtomicLong timer = new AtomicLong(NO_TIMER);

  ExpiringReservations(
      Transactions transactions,
      Reservations reservations,
      StockRows stock,
      InventoryConfig config,
      Schema schema,
      Vertx vertx) {
    this.transactions = transactions;
    this.reservations = reservations;
    this.stock = stock;
    this.config = config;
    this.schema = schema;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    long interval = config.sweepInterval().toMillis();
    schema.whenReady(() -> timer.set(vertx.setPeriodic(interval, tick -> sweep())));
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer.get());
  }

  private void sweep() {
    if (sweeping.compareAndSet(false, true)) {
      expireAll()
          .onTermination()
          .invoke(() -> sweeping.set(false))
          .subscribe()
          .with(
              count -> LOG.debugf("%d reservations have expired", count),
              error -> LOG.warnf("no reservation was expired: %s", error.getMessage()));
    }
  }

  /** Expires batches until none is left; answers how many reservations. */
  Uni<Integer> expireAll() {
    return transactions
        .run("reservations-expire", this::expireBatch)
        .flatMap(
            count ->
                count < config.sweepBatch()
                    ? Uni.createFrom().item(count)
                    : expireAll().map(more -> count + more));
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
