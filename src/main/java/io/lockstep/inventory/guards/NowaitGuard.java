package io.lockstep.inventory.guards;

import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.sql.RowBusy;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Locks the stock row if nobody holds it (FOR UPDATE NOWAIT), else refuses at once: nobody queues,
 * and who comes again later is the caller's to decide. Such a refusal is not kept under the
 * caller's idempotency key.
 */
@ApplicationScoped
class NowaitGuard implements StockGuard {
  private final Idempotency idempotency;
  private final HoldingStock holding;

  NowaitGuard(Idempotency idempotency, HoldingStock holding) {
    this.idempotency = idempotency;
    this.holding = holding;
  }

  @Override
  public String wireName() {
    return "row-lock-nowait";
  }

  @Override
  public Uni<ReserveOutcome> reserve(KeyedAct act, ReservationCommand command) {
    return idempotency
        .once(
            act,
            TxOptions.of("reserve-row-lock-nowait"),
            ReserveOutcome.REPLAYS,
            tx -> holding.hold(tx, RowLock.UPDATE_NOWAIT, command))
        .onFailure(RowBusy.class)
        .recoverWithItem(() -> new ReserveOutcome.Busy());
  }
}
