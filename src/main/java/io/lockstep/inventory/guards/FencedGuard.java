package io.lockstep.inventory.guards;

import io.lockstep.idempotency.KeyedAct;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.locks.LockLost;
import io.lockstep.locks.LocksUnavailable;
import io.lockstep.locks.leases.Lock;
import io.lockstep.locks.leases.LockBackend;
import io.lockstep.sql.SqlErrors;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/**
 * Decides under a lock that is kept outside the row. Such a lock can be lost without its holder
 * knowing, so it is never trusted alone: the write carries the lock's fence, and the row, which
 * remembers the highest it has seen, refuses a lower one; the update itself looks whether enough is
 * left.
 *
 * <p>A refused or stopped attempt is made again under a new lock, a few times. Where the servers of
 * the lock are away the row lock takes over.
 */
abstract class FencedGuard implements StockGuard {
  private static final Logger LOG = Logger.getLogger(FencedGuard.class);
  private static final int ATTEMPTS = 3;

  private final LockBackend locks;
  private final FencedWrites writes;

  FencedGuard(LockBackend locks, FencedWrites writes) {
    this.locks = locks;
    this.writes = writes;
  }

  @Override
  public Uni<ReserveOutcome> reserve(KeyedAct act, ReservationCommand command) {
    return writes
        .once(act, () -> attempt(act, command, 1))
        .onFailure(LocksUnavailable.class)
        .recoverWithUni(away -> fallBack(act, command, away));
  }

  private Uni<ReserveOutcome> attempt(KeyedAct act, ReservationCommand command, int number) {
    return locks
        .withLock(writes.lockFor(command.sku()), lock -> write(lock, act, command, number))
        .onFailure(LockBackend.Busy.class)
        .recoverWithItem(FencedGuard::busy)
        .onFailure(failure -> isWorthAnotherLock(failure, number))
        .recoverWithUni(
            () ->
                number < ATTEMPTS
                    ? attempt(act, command, number + 1)
                    : Uni.createFrom().item(busy()));
  }

  private Uni<ReserveOutcome> write(
      Lock lock, KeyedAct act, ReservationCommand command, int number) {
    return writes
        .write(wireName(), lock.fence(), act, command, number > 1)
        .onFailure(FencedWrites.StaleFence.class)
        .call(() -> locks.writeRefused(lock));
  }

  /** The commit of a stopped attempt may arrive while the next one inserts the same reservation. */
  private static boolean isWorthAnotherLock(Throwable failure, int number) {
    return failure instanceof LockLost
        || failure instanceof FencedWrites.StaleFence
        || number > 1 && SqlErrors.isDuplicateKey(failure);
  }

  private Uni<ReserveOutcome> fallBack(KeyedAct act, ReservationCommand command, Throwable away) {
    LOG.debugf("%s: the row lock takes over: %s", wireName(), away.getMessage());
    locks.fellBack();
    return writes.underRowLock(act, command);
  }

  private static ReserveOutcome busy() {
    return new ReserveOutcome.Busy();
  }
}
