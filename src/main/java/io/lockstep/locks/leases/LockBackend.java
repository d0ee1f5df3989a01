package io.lockstep.locks.leases;

import io.lockstep.locks.LeaseStore;
import io.lockstep.locks.LockLost;
import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.LocksUnavailable;
import io.lockstep.locks.leases.LeaseGrants.Claim;
import io.lockstep.locks.redis.Wakeups;
import io.lockstep.locks.waiting.WaitQueue;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Locks kept in one place (Redis, a quorum of Redis servers, the database), all used alike. Nothing
 * here blocks. Callers of one instance who wait for a name are served first come, first served; the
 * releasing one hands the lock to the next in the same step, at most {@code lockstep.locks.passes}
 * times before other instances get their turn.
 *
 * <p>Every call fails with {@link LocksUnavailable} where the servers cannot be asked.
 */
public final class LockBackend {
  private final LeaseStore store;
  private final LocksConfig config;
  private final WaitQueue<Claim, Lock> queue;
  private final LeaseGrants grants;
  private final LeaseReleases releases;
  private final LockMetrics metrics;

  LockBackend(
      LeaseStore store, LocksConfig config, Wakeups wakeups, Vertx vertx, MeterRegistry registry) {
    this.store = store;
    this.config = config;
    this.metrics = new LockMetrics(registry, store.wireName(), this::countWaiting);
    this.grants = new LeaseGrants(this, store, vertx, metrics);
    this.queue = new WaitQueue<>(vertx, grants::take, LeaseReleases::releaseUnwanted, false);
    this.releases = new LeaseReleases(store, grants, queue, wakeups, config.passes(), metrics);
    wakeups.listen(store.wireName(), queue::wake);
  }

  private int countWaiting() {
    return queue.size();
  }

  /** What callers and metrics call it. */
  public String wireName() {
    return store.wireName();
  }

  /** A handle to the lock; empty if others held it for as long as the caller would wait. */
  public Uni<Optional<Lock>> acquire(LockRequest request) {
    return Uni.createFrom()
        .deferred(
            () ->
                queue.enter(
                    request.name(),
                    new Claim(request, System.nanoTime()),
                    maxWaitOf(request),
                    request.retryDelay().orElse(config.retryDelay())));
  }

  private Duration maxWaitOf(LockRequest request) {
    return request.maxWait().orElseGet(() -> config.retryDelay().multipliedBy(config.retries()));
  }

  // ---------------------------------------------------------------------------------------------
  // Working under a lock

  /**
   * Runs {@code work} while the lock is held, and releases it then. When the lock is lost (its time
   * ended, a renewal was refused) the work is cancelled, which rolls an open transaction back, and
   * the result fails with {@link LockLost}. A commit that is on its way in that moment may still
   * happen; it is the fence that keeps it from overwriting what came later.
   *
   * @return what the work answers; fails with {@link Busy} if the lock was not had in time
   */
  public <T> Uni<T> withLock(LockRequest request, Function<Lock, Uni<T>> work) {
    return acquire(request)
        .flatMap(
            lock ->
                lock.isPresent()
                    ? LockedWork.run(List.of(lock.get()), () -> work.apply(lock.get()))
                    : Uni.createFrom().failure(new Busy(request.name())));
  }

  /**
   * All of these locks or none. They are taken in ascending order of name, so callers who want some
   * of the same do not block each other for ever.
   *
   * @param request applies to each; its maxWait is for all together
   * @return the handles in ascending order of name; empty if one of them was not had in time
   */
  public Uni<Optional<List<Lock>>> acquireAll(Collection<String> names, LockRequest request) {
    List<String> sorted = names.stream().distinct().sorted().toList();
    Duration wait = maxWaitOf(request);
    return acquireFrom(sorted, request, System.nanoTime() + wait.toNanos(), new ArrayList<>());
  }

  private Uni<Optional<List<Lock>>> acquireFrom(
      List<String> names, LockRequest request, long deadline, List<Lock> held) {
    if (held.size() == names.size()) {
      return Uni.createFrom().item(Optional.of(List.copyOf(held)));
    }
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return acquire(request.named(names.get(held.size())).waiting(left))
        .onFailure()
        .call(() -> LockedWork.release(held))
        .flatMap(
            lock -> {
              if (lock.isEmpty()) {
                return LockedWork.release(held).replaceWith(Optional.empty());
              }
              held.add(lock.get());
              return acquireFrom(names, request, deadline, held);
            });
  }

  /**
   * Runs {@code work} under all of these locks, see {@link #acquireAll} and {@link #withLock}. The
   * loss of one stops the work.
   */
  public <T> Uni<T> withLocks(
      Collection<String> names, LockRequest request, Function<List<Lock>, Uni<T>> work) {
    return acquireAll(names, request)
        .flatMap(
            locks ->
                locks.isPresent()
                    ? LockedWork.run(locks.get(), () -> work.apply(locks.get()))
                    : Uni.createFrom().failure(new Busy(String.join(", ", names))));
  }

  // ---------------------------------------------------------------------------------------------
  // Locks whose handle is elsewhere

  /** Who holds the lock now. */
  public Uni<Optional<LeaseStore.Held>> look(String name) {
    return store.look(name);
  }

  /** How many callers of this instance wait for the lock now. */
  public int waiting(String name) {
    return queue.size(name);
  }

  /** For how long a lock is valid that its holder, outside, renews with its token. */
  Uni<Duration> renew(String name, LockToken token, Duration ttl) {
    return grants
        .renewUntil(name, token.ownerToken(), ttl)
        .map(until -> Duration.ofNanos(Math.max(0, until - System.nanoTime())));
  }

  /** Ends a lock with the token of its holder; fails with {@link LockLost}. */
  Uni<Void> release(String name, LockToken token) {
    return releases.release(name, token.ownerToken());
  }

  // ---------------------------------------------------------------------------------------------
  // What a handle does with its lock

  Uni<Void> release(String name, String ownerToken) {
    return releases.release(name, ownerToken);
  }

  /** Until when the lease lasts now; fails with {@link LockLost}. */
  Uni<Long> renewUntil(String name, String ownerToken, Duration ttl) {
    return grants.renewUntil(name, ownerToken, ttl);
  }

  /** A handle has found out that its lock is gone. */
  void lost(String ownerToken) {
    metrics.ended(ownerToken);
    metrics.lost();
  }

  // ---------------------------------------------------------------------------------------------
  // What a guard has to tell

  /** A write under this lock met a higher fence at what it guards. */
  public Uni<Void> writeRefused(Lock lock) {
    metrics.refused();
    return store.forgetNumbers(lock.name());
  }

  /** The guard went on without the lock, because its servers were away. */
  public void fellBack() {
    metrics.fellBack();
  }

  /** Another holder has the lock, for longer than the caller wanted to wait. */
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy(String name) {
      super("the lock " + name + " is held by another", null, false, false);
    }
  }
}
