package io.lockstep.inventory.guards;

import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.inventory.reservations.Reservation;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.Reservations;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.inventory.reservations.ReserveOutcome.Held;
import io.lockstep.inventory.reservations.ReserveOutcome.OutOfStock;
import io.lockstep.inventory.stock.InventoryConfig;
import io.lockstep.inventory.stock.StockLevel;
import io.lockstep.inventory.stock.StockRows;
import io.lockstep.locks.leases.LockRequest;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the guards do that hold a lock outside the row: one transaction, with the lock's fence. */
@ApplicationScoped
class FencedWrites {
  private static final Optional<Reservation> NONE = Optional.empty();

  private final Idempotency idempotency;
  private final Transactions transactions;
  private final StockRows stock;
  private final Reservations reservations;
  private final HoldingStock holding;
  private final RowLockGuard rowLock;
  private final InventoryConfig config;

  FencedWrites(
      Idempotency idempotency,
      Transactions transactions,
      StockRows stock,
      Reservations reservations,
      HoldingStock holding,
      RowLockGuard rowLock,
      InventoryConfig config) {
    this.idempotency = idempotency;
    this.transactions = transactions;
    this.stock = stock;
    this.reservations = reservations;
    this.holding = holding;
    this.rowLock = rowLock;
    this.config = config;
  }

  /** No caller can name it, since names have no slash: nobody outside holds up the stock. */
  LockRequest lockFor(String sku) {
    return LockRequest.of("stock/" + sku).lasting(config.lockTtl()).waiting(config.lockWait());
  }

  /** Refuses what runs already under the same key. */
  Uni<ReserveOutcome> once(KeyedAct act, Supplier<Uni<ReserveOutcome>> work) {
    return idempotency.guarded(act, ReserveOutcome.REPLAYS, work);
  }

  /** Without a lock outside, after attempts with one that may have committed all the same. */
  Uni<ReserveOutcome> underRowLock(KeyedAct act, ReservationCommand command) {
    return earlier(command)
        .flatMap(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(found.get())
                    : rowLock
                        .reserve(act, command)
                        .onFailure(SqlErrors::isDuplicateKey)
                        .recoverWithUni(() -> earlier(command).map(Optional::orElseThrow)));
  }

  private Uni<Optional<ReserveOutcome>> earlier(ReservationCommand command) {
    return transactions
        .read(tx -> reservations.find(tx, command.id()))
        .map(found -> found.map(Held::new));
  }

  /**
   * Decides one command.
   *
   * @param again whether an earlier attempt was stopped, which may have committed all the same
   * @return fails with {@link StaleFence}, having changed nothing, if the row has seen a higher one
   */
  Uni<ReserveOutcome> write(
      String guard, long fence, KeyedAct act, ReservationCommand command, boolean again) {
    return transactions.run(
        "reserve-" + guard,
        tx ->
            (again ? reservations.find(tx, command.id()) : Uni.createFrom().item(NONE))
                .flatMap(
                    earlier ->
                        earlier.isPresent()
                            ? Uni.createFrom().item(new Held(earlier.get()))
                            : decide(tx, fence, act, command)));
  }

  private Uni<ReserveOutcome> decide(Tx tx, long fence, KeyedAct act, ReservationCommand command) {
    return idempotency.single(
        tx, act, ReserveOutcome.REPLAYS, claimed -> hold(claimed, fence, command));
  }

  private Uni<ReserveOutcome> hold(Tx tx, long fence, ReservationCommand command) {
    return stock
        .holdIfEnough(tx, command.sku(), command.quantity(), fence)
        .flatMap(enough -> enough ? insert(tx, command) : refuse(tx, fence, command));
  }

  private Uni<ReserveOutcome> insert(Tx tx, ReservationCommand command) {
    return now(tx)
        .map(now -> Reservation.held(command, now))
        .call(reservation -> reservations.insert(tx, List.of(reservation)))
        .map(Held::new);
  }

  private Uni<ReserveOutcome> refuse(Tx tx, long fence, ReservationCommand command) {
    return stock
        .fenceOf(tx, command.sku())
        .invoke(highest -> requireNotStale(fence, highest))
        .chain(() -> stock.find(tx, command.sku()))
        .flatMap(level -> refuse(tx, command, level));
  }

  private static void requireNotStale(long fence, Optional<Long> highest) {
    if (highest.isPresent() && highest.get() > fence) {
      throw new StaleFence(fence, highest.get());
    }
  }

  /** Units may have come back since the update, so a second look decides under the row's lock. */
  private Uni<ReserveOutcome> refuse(
      Tx tx, ReservationCommand command, Optional<StockLevel> level) {
    return level.isPresent() && !level.get().has(command.quantity())
        ? Uni.createFrom().item(new OutOfStock(level.get().available()))
        : holding.hold(tx, RowLock.UPDATE, command);
  }

  private static Uni<Instant> now(Tx tx) {
    return tx.first(
            "SELECT UTC_TIMESTAMP(6) AS now_utc",
            row -> Time.fromColumn(row.getLocalDateTime("now_utc")))
        .map(Optional::orElseThrow);
  }

  /** A writer's lock is older than one that has written the row already. */
  static final class StaleFence extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleFence(long fence, long highest) {
      super("fence " + fence + " comes after " + highest, null, false, false);
    }
  }
}
