package io.lockstep.locks.leases;

import io.lockstep.locks.LeaseStore;
import io.lockstep.locks.LockLost;
import io.lockstep.locks.leases.LeaseGrants.Claim;
import io.lockstep.locks.redis.Wakeups;
import io.lockstep.locks.waiting.Turn;
import io.lockstep.locks.waiting.WaitQueue;
import io.lockstep.locks.waiting.WaitQueue.Next;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Ends leases: a waiting caller of this instance gets the lock in the same step in which it is
 * released, so often in a row as is allowed; then other instances get their turn.
 */
final class LeaseReleases {
  private static final Logger LOG = Logger.getLogger(LeaseReleases.class);

  private final LeaseStore store;
  private final LeaseGrants grants;
  private final WaitQueue<Claim, Lock> queue;
  private final Wakeups wakeups;
  private final int passes;
  private final LockMetrics metrics;
  private final Map<String, Integer> passesInRow = new ConcurrentHashMap<>();

  LeaseReleases(
      LeaseStore store,
      LeaseGrants grants,
      WaitQueue<Claim, Lock> queue,
      Wakeups wakeups,
      int passes,
      LockMetrics metrics) {
    this.store = store;
    this.grants = grants;
    this.queue = queue;
    this.wakeups = wakeups;
    this.passes = passes;
    this.metrics = metrics;
  }

  /**
   * Ends a lease, also when its caller goes away meanwhile: the next one would wait for ever for a
   * hand-over that was stopped half way.
   *
   * @return fails with {@link LockLost} if the lease was not ours
   */
  Uni<Void> release(String name, String ownerToken) {
    return Uni.createFrom()
        .emitter(
            caller ->
                passOrEnd(name, ownerToken)
                    .subscribe()
                    .with(
                        caller::complete,
                        failure -> {
                          LOG.debugf("%s was not released: %s", name, failure.getMessage());
                          caller.fail(failure);
                        }));
  }

  private Uni<Void> passOrEnd(String name, String ownerToken) {
    metrics.ended(ownerToken);
    boolean mayPass = passesInRow.getOrDefault(name, 0) < passes;
    Optional<Next<Claim, Lock>> next = mayPass ? queue.next(name) : Optional.empty();
    return next.isPresent()
        ? passOn(name, ownerToken, next.get())
        : end(name, ownerToken, mayPass || !wakeups.isListening());
  }

  private Uni<Void> passOn(String name, String ownerToken, Next<Claim, Lock> next) {
    passesInRow.merge(name, 1, Integer::sum);
    return grants
        .pass(ownerToken, next.request())
        .onItemOrFailure()
        .invoke((turn, failure) -> serve(next, turn))
        .onFailure(LockLost.class)
        .invoke(metrics::lost)
        .replaceWithVoid();
  }

  private static void serve(Next<Claim, Lock> next, Turn<Lock> turn) {
    if (turn != null && turn.isWon()) {
      next.served(turn.won());
    } else {
      next.notServed();
    }
  }

  /**
   * After a row of passes our own callers hear of the release as those of other instances do, so
   * that all have the same chance.
   */
  private Uni<Void> end(String name, String ownerToken, boolean wakeOurs) {
    passesInRow.remove(name);
    return store
        .release(name, ownerToken)
        .map(
            ours -> {
              if (wakeOurs) {
                queue.wake(name);
              }
              requireOurs(name, ours);
              return null;
            });
  }

  private void requireOurs(String name, boolean ours) {
    if (!ours) {
      metrics.lost();
      throw new LockLost(name);
    }
  }

  /** Ends a lease that nobody will use; if that fails it ends with its ttl. */
  static void releaseUnwanted(Lock lock) {
    lock.release()
        .subscribe()
        .with(
            released -> LOG.tracef("%s was released unused", lock.name()),
            failure -> LOG.debugf("%s ends by itself: %s", lock.name(), failure.getMessage()));
  }
}
