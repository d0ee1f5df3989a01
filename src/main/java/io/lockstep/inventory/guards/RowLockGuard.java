package io.lockstep.inventory.guards;

import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Locks the stock row (FOR UPDATE), then decides. Callers of one SKU queue in the database; cost: a
 * commit each, one after the other.
 */
@ApplicationScoped
class RowLockGuard implements StockGuard {
  private final Idempotency idempotency;
  private final HoldingStock holding;

  RowLockGuard(Idempotency idempotency, HoldingStock holding) {
    this.idempotency = idempotency;
    this.holding = holding;
  }

  @Override
  public String wireName() {
    return "row-lock";
  }

  @Override
  public Uni<ReserveOutcome> reserve(KeyedAct act, ReservationCommand command) {
    return idempotency.once(
        act,
        TxOptions.of("reserve-row-lock"),
        ReserveOutcome.REPLAYS,
        tx -> holding.hold(tx, RowLock.UPDATE, command));
  }
}
