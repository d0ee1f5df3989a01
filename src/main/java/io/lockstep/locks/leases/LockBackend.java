package io.lockstep.locks.leases;

import io.lockstep.locks.LeaseStore;
import io.lockstep.locks.LockLost;
import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.LocksUnavailable;
import io.lockstep.locks.redis.Wakeups;
import io.lockstep.locks.waiting.Turn;
import io.lockstep.locks.waiting.WaitQueue;
import io.lockstep.locks.waiting.WaitQueue.Next;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Locks kept in one place (Redis, a quorum of Redis servers, the database), all used alike. Nothing
 * here blocks. Callers of one instance who wait for a name are served first come, first served; the
 * releasing one hands the lock to the next in the same step, at most {@code lockstep.locks.passes}
 * times before other instances get their turn.
 *
 * <p>Every call fails with {@link LocksUnavailable} where the servers cannot be asked.
 */
public final class LockBackend {
  private static final Logger LOG = Logger.getLogger(LockBackend.class);
  private static final int OWNER_TOKEN_BYTES = 16;

  private final LeaseStore store;
  private final LocksConfig config;
  private final Wakeups wakeups;
  private final Vertx vertx;
  private final WaitQueue<Claim, Lock> queue;
  private final LockMetrics metrics;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Integer> passesInRow = new ConcurrentHashMap<>();

  LockBackend(
      LeaseStore store, LocksConfig config, Wakeups wakeups, Vertx vertx, MeterRegistry registry) {
    this.store = store;
    this.config = config;
    this.wakeups = wakeups;
    this.vertx = vertx;
    this.queue =
        new WaitQueue<>(vertx, claim -> attempt(claim, true), this::releaseUnwanted, false);
    this.metrics = new LockMetrics(registry, store.wireName(), queue::size);
    wakeups.listen(store.wireName(), queue::wake);
  }

  /** What callers and metrics call it. */
  public String wireName() {
    return store.wireName();
  }

  // ---------------------------------------------------------------------------------------------
  // Acquiring

  /** A handle to the lock; empty if others held it for as long as the caller would wait. */
  public Uni<Optional<Lock>> acquire(LockRequest request) {
    return Uni.createFrom().emitter(caller -> acquire(request, caller));
  }

  /** Where nobody waits there may be nothing to wait for. */
  private void acquire(LockRequest request, UniEmitter<? super Optional<Lock>> caller) {
    Claim claim = new Claim(request, maxWaitOf(request), System.nanoTime());
    AtomicReference<Cancellable> step = new AtomicReference<>();
    AtomicBoolean over = new AtomicBoolean();
    caller.onTermination(
        () -> {
          over.set(true);
          Cancellable waiting = step.get();
          if (waiting != null) {
            waiting.cancel();
          }
        });
    if (claim.mayWait() && queue.isAnyone(request.name())) {
      keep(step, over, enterQueue(claim, caller));
      return;
    }
    attempt(claim, false)
        .subscribe()
        .with(
            turn -> {
              if (turn.isWon() || !claim.mayWait() || over.get()) {
                deliver(turn, over, caller);
              } else {
                keep(step, over, enterQueue(claim, caller));
              }
            },
            caller::fail);
  }

  /** The caller may have gone just before there was something to cancel. */
  private static void keep(
      AtomicReference<Cancellable> step, AtomicBoolean over, Cancellable next) {
    step.set(next);
    if (over.get()) {
      next.cancel();
    }
  }

  private Cancellable enterQueue(Claim claim, UniEmitter<? super Optional<Lock>> caller) {
    return enterQueue(claim).subscribe().with(caller::complete, caller::fail);
  }

  private Uni<Optional<Lock>> enterQueue(Claim claim) {
    return queue.enter(
        claim.name(), claim, claim.maxWait, claim.request.retryDelay().orElse(config.retryDelay()));
  }

  private Duration maxWaitOf(LockRequest request) {
    return request.maxWait().orElseGet(() -> config.retryDelay().multipliedBy(config.retries()));
  }

  private Uni<Turn<Lock>> attempt(Claim claim, boolean waiting) {
    Grant grant = new Grant(claim, newOwnerToken(), System.nanoTime());
    return store
        .take(claim.name(), grant.ownerToken, claim.ttl(), waiting)
        .map(turn -> asLock(turn, grant));
  }

  /** A grant for a caller who has gone while it was under way is given back. */
  private void deliver(
      Turn<Lock> turn, AtomicBoolean over, UniEmitter<? super Optional<Lock>> caller) {
    if (turn.isWon() && over.get()) {
      releaseUnwanted(turn.won());
    } else {
      caller.complete(Optional.ofNullable(turn.won()));
    }
  }

  private Turn<Lock> asLock(Turn<Long> turn, Grant grant) {
    return turn.isWon() ? Turn.won(handle(grant, turn.won())) : Turn.busyFor(turn.freeAfter());
  }

  private Lock handle(Grant grant, long fence) {
    LockRequest request = grant.claim.request;
    long validUntil = validUntil(grant.asked, request.ttl());
    metrics.granted(grant.ownerToken, validUntil, System.nanoTime() - grant.claim.began);
    Lock lock = new Lock(this, vertx, request, grant.ownerToken, fence, validUntil);
    if (request.renewing()) {
      lock.startRenewal();
    }
    return lock;
  }

  /** Counted from before the server was asked, and a little less than it was asked for. */
  private long validUntil(long asked, Duration ttl) {
    return asked + ttl.minus(store.drift(ttl)).toNanos();
  }

  private String newOwnerToken() {
    byte[] bytes = new byte[OWNER_TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  // ---------------------------------------------------------------------------------------------
  // Releasing and renewing

  /** A waiting caller of this instance gets the lock in the same step in which it is released. */
  Uni<Void> release(String name, String ownerToken) {
    metrics.ended(ownerToken);
    boolean mayPass = passesInRow.getOrDefault(name, 0) < config.passes();
    Optional<Next<Claim, Lock>> next = mayPass ? queue.next(name) : Optional.empty();
    return next.isPresent()
        ? passOn(name, ownerToken, next.get())
        : end(name, ownerToken, mayPass || !wakeups.isListening());
  }

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

  private Uni<Void> passOn(String name, String ownerToken, Next<Claim, Lock> next) {
    passesInRow.merge(name, 1, Integer::sum);
    Grant grant = new Grant(next.request(), newOwnerToken(), System.nanoTime());
    return store
        .pass(name, ownerToken, grant.ownerToken, next.request().ttl())
        .onItemOrFailure()
        .invoke((turn, failure) -> serve(next, grant, turn))
        .onFailure(LockLost.class)
        .invoke(metrics::lost)
        .replaceWithVoid();
  }

  private void serve(Next<Claim, Lock> next, Grant grant, Turn<Long> turn) {
    if (turn != null && turn.isWon()) {
      next.served(handle(grant, turn.won()));
    } else {
      next.notServed();
    }
  }

  private void requireOurs(String name, boolean ours) {
    if (!ours) {
      metrics.lost();
      throw new LockLost(name);
    }
  }

  /** Ends a lease that nobody will use; if that fails it ends with its ttl. */
  private void releaseUnwanted(Lock lock) {
    lock.release()
        .subscribe()
        .with(
            released -> LOG.tracef("%s was released unused", lock.name()),
            failure -> LOG.debugf("%s ends by itself: %s", lock.name(), failure.getMessage()));
  }

  /** Until when the lease lasts now; fails with {@link LockLost}. */
  Uni<Long> renewUntil(String name, String ownerToken, Duration ttl) {
    long asked = System.nanoTime();
    return store
        .renew(name, ownerToken, ttl)
        .map(
            ours -> {
              if (!ours) {
                throw new LockLost(name);
              }
              long until = validUntil(asked, ttl);
              metrics.renewed(ownerToken, until);
              return until;
            });
  }

  /** A handle has found out that its lock is gone. */
  void lost(String ownerToken) {
    metrics.ended(ownerToken);
    metrics.lost();
  }

  // ---------------------------------------------------------------------------------------------
  // Working under a lock

  /**
   * Runs {@code work} while the lock is held, and releases it then. When the lock is lost (its time
   * ended, a renewal was refused) the work is cancelled, which rolls an open transaction back, and
   * the result fails with {@link LockLost}. A commit that is on its way in that moment may still
   * happen; it is the fence that keeps it from overwriting what came later.
   *
   * @return what the work answers; fails with {@link LockBusy} if the lock was not had in time
   */
  public <T> Uni<T> withLock(LockRequest request, Function<Lock, Uni<T>> work) {
    return acquire(request)
        .flatMap(
            lock ->
                lock.isPresent()
                    ? LockedWork.run(List.of(lock.get()), () -> work.apply(lock.get()))
                    : Uni.createFrom().failure(new LockBusy(request.name())));
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
                    : Uni.createFrom().failure(new LockBusy(String.join(", ", names))));
  }

  // ---------------------------------------------------------------------------------------------
  // Locks whose handle is elsewhere

  /** Who holds the lock now. */
  public Uni<Optional<LeaseStore.Held>> look(String name) {
    return store.look(name);
  }

  /** For how long a lock is valid that its holder, outside, renews with its token. */
  Uni<Duration> renew(String name, LockToken token, Duration ttl) {
    return renewUntil(name, token.ownerToken(), ttl)
        .map(until -> Duration.ofNanos(Math.max(0, until - System.nanoTime())));
  }

  /** Ends a lock with the token of its holder; fails with {@link LockLost}. */
  Uni<Void> release(String name, LockToken token) {
    return release(name, token.ownerToken());
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

  private record Claim(LockRequest request, Duration maxWait, long began) {
    boolean mayWait() {
      return !maxWait.isZero();
    }

    String name() {
      return request.name();
    }

    Duration ttl() {
      return request.ttl();
    }
  }

  private record Grant(Claim claim, String ownerToken, long asked) {}
}
