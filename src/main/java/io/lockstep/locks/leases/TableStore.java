package io.lockstep.locks.leases;

import io.lockstep.locks.LeaseStore;
import io.lockstep.locks.LockLost;
import io.lockstep.locks.fencing.FenceTokens.Numbered;
import io.lockstep.locks.fencing.RedisTokenBlocks;
import io.lockstep.locks.redis.Wakeups;
import io.lockstep.locks.waiting.Turn;
import io.lockstep.locks.waiting.WhoWaits;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/**
 * Leases in the database, see {@link LockTable}. A release is told through Redis, so that waiting
 * instances need not poll; without Redis they do.
 *
 * <p>Guarantee: mutual exclusion by the database's clock, as durable as the database. Cost: one
 * short transaction for each call, four round trips and a commit.
 */
final class TableStore implements LeaseStore {
  private final LockTable table;
  private final RedisTokenBlocks tokenBlocks;
  private final Wakeups wakeups;

  TableStore(LockTable table, RedisTokenBlocks tokenBlocks, Wakeups wakeups) {
    this.table = table;
    this.tokenBlocks = tokenBlocks;
    this.wakeups = wakeups;
  }

  @Override
  public String wireName() {
    return "database";
  }

  @Override
  public Uni<Turn<Long>> take(String name, String ownerToken, Duration ttl, WhoWaits whoWaits) {
    return table
        .take(name, ownerToken, ttl)
        .flatMap(
            grant ->
                grant.isPresent()
                    ? afterBlock(name, ownerToken, grant.get())
                    : Uni.createFrom().item(Turn.busy()));
  }

  /** A grant counts only once Redis hands out no lower numbers any more. */
  private Uni<Turn<Long>> afterBlock(String name, String ownerToken, Numbered grant) {
    return tokenBlocks
        .takeBackBefore(name, grant)
        .flatMap(
            taken ->
                taken
                    ? Uni.createFrom().item(Turn.won(grant.number()))
                    : table
                        .release(name, ownerToken)
                        .replaceWith(Turn.busyFor(grant.blockRemaining())));
  }

  @Override
  public Uni<Turn<Long>> pass(String name, String ownerToken, String nextOwnerToken, Duration ttl) {
    return table
        .pass(name, ownerToken, nextOwnerToken, ttl)
        .map(grant -> grant.orElseThrow(() -> new LockLost(name)))
        .flatMap(grant -> afterBlock(name, nextOwnerToken, grant));
  }

  @Override
  public Uni<Boolean> renew(String name, String ownerToken, Duration ttl) {
    return table.renew(name, ownerToken, ttl);
  }

  @Override
  public Uni<Boolean> release(String name, String ownerToken) {
    return table.release(name, ownerToken).invoke(() -> wakeups.publish(wireName(), name));
  }

  @Override
  public Uni<Optional<Held>> look(String name) {
    return table.look(name);
  }

  /** Every number comes from the database: there is none to forget. */
  @Override
  public Uni<Void> forgetNumbers(String name) {
    return tokenBlocks.takeBack(name).replaceWithVoid();
  }
}
