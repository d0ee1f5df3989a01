package io.lockstep.inventory;

import io.lockstep.inventory.ReserveOutcome.Held;
import io.lockstep.inventory.ReserveOutcome.OutOfStock;
import io.lockstep.platform.Answer;
import io.lockstep.platform.Idempotency;
import io.lockstep.platform.IdempotencyKey;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Lets the update decide: it changes the row only where enough is left. Cost: a commit each, as
 * with a row lock, but the lock is held for one round trip less.
 */
@ApplicationScoped
class ConditionalUpdateGuard implements StockGuard {
  private final Idempotency idempotency;
  private final StockRows stock;
  private final Reservations reservations;
  private final HoldingStock holding;

  ConditionalUpdateGuard(
      Idempotency idempotency, StockRows stock, Reservations reservations, HoldingStock holding) {
    this.idempotency = idempotency;
    this.stock = stock;
    this.reservations = reservations;
    this.holding = holding;
  }

  @Override
  public String wireName() {
    return "conditional-update";
  }

  @Override
  public Uni<Answer> reserve(Optional<IdempotencyKey> key, Wish wish) {
    return idempotency.once(
        key,
        TxOptions.of("reserve-conditional-update"),
        tx -> hold(tx, wish).map(ReserveOutcome::toAnswer));
  }

  private Uni<ReserveOutcome> hold(Tx tx, Wish wish) {
    return stock
        .holdIfEnough(tx, wish.sku(), wish.quantity())
        .flatMap(enough -> enough ? insert(tx, wish) : refuse(tx, wish));
  }

  private Uni<ReserveOutcome> insert(Tx tx, Wish wish) {
    return now(tx)
        .map(now -> Reservation.held(wish, now))
        .call(reservation -> reservations.insert(tx, List.of(reservation)))
        .map(Held::new);
  }

  /** Somebody may have given units back since the update, so a second look decides under a lock. */
  private Uni<ReserveOutcome> refuse(Tx tx, Wish wish) {
    return stock
        .find(tx, wish.sku())
        .flatMap(
            level ->
                level.isPresent() && !level.get().has(wish.quantity())
                    ? Uni.createFrom().item(new OutOfStock(level.get().available()))
                    : holding.hold(tx, RowLock.UPDATE, wish));
  }

  private static Uni<Instant> now(Tx tx) {
    return tx.first(
            "SELECT UTC_TIMESTAMP(6) AS now_utc",
            row -> Time.fromColumn(row.getLocalDateTime("now_utc")))
        .map(Optional::orElseThrow);
  }
}
