package io.lockstep.locks.leases;

import io.lockstep.locks.LockLost;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A lock that was granted. It is ours until it is released or lost, and for {@link #validity} at
 * most; after that the handle refuses every further use with {@link LockLost}.
 *
 * <p>Only the fence makes it safe: whatever the lock guards must refuse a writer whose number is
 * lower than one it has seen, since a holder may sleep through the end of its lock.
 */
public final class Lock {
  private static final Logger LOG = Logger.getLogger(Lock.class);

  private enum State {
    HELD,
    RELEASED,
    LOST
  }

  private final LockBackend backend;
  private final Vertx vertx;
  private final String name;
  private final String ownerToken;
  private final long fence;
  private final Duration ttl;
  private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
  private final Queue<Watch> watches = new ConcurrentLinkedQueue<>();
  private volatile long validUntil;
  private volatile long renewal = -1;

  Lock(
      LockBackend backend,
      Vertx vertx,
      LockRequest request,
      String ownerToken,
      long fence,
      long validUntil) {
    this.backend = backend;
    this.vertx = vertx;
    this.name = request.name();
    this.ttl = request.ttl();
    this.ownerToken = ownerToken;
    this.fence = fence;
    this.validUntil = validUntil;
  }

  /** What is locked. */
  public String name() {
    return name;
  }

  /** The wire name of the backend that granted it. */
  public String backend() {
    return backend.wireName();
  }

  /**
   * The number of this grant: higher than that of every earlier grant of the name.
   *
   * @throws LockLost if the lock is not held any more
   */
  public long fence() {
    ensureHeld();
    return fence;
  }

  /** With it, any instance can renew or release the lock, see {@link LockBackend#renew}. */
  public String token() {
    return new LockToken(backend.wireName(), fence, ownerToken).toString();
  }

  /** For how long the lock is ours from now on; zero once it is released or lost. */
  public Duration validity() {
    return state.get() == State.HELD ? remaining() : Duration.ZERO;
  }

  /** Whether it can still be used. */
  public boolean isHeld() {
    return !validity().isZero();
  }

  private Duration remaining() {
    return Duration.ofNanos(Math.max(0, validUntil - System.nanoTime()));
  }

  private void ensureHeld() {
    if (!isHeld()) {
      throw new LockLost(name);
    }
  }

  /**
   * Gives the lock to whoever waits for it.
   *
   * @return fails with {@link LockLost} if it was not ours any more
   */
  public Uni<Void> release() {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (!state.compareAndSet(State.HELD, State.RELEASED)) {
                return Uni.createFrom().failure(new LockLost(name));
              }
              stopRenewal();
              return backend.release(name, ownerToken);
            });
  }

  /**
   * Prolongs the lock: it then ends {@code time} from now.
   *
   * @return fails with {@link LockLost} if it is not ours any more
   */
  public Uni<Void> renew(Duration time) {
    return Uni.createFrom()
        .deferred(
            () -> {
              ensureHeld();
              return backend.renewUntil(name, ownerToken, time);
            })
        .invoke(this::extendTo)
        .onFailure(LockLost.class)
        .invoke(this::lose)
        .replaceWithVoid();
  }

  private void extendTo(long until) {
    validUntil = until;
  }

  /** Renews at a third of the ttl until the lock is released or lost. */
  void startRenewal() {
    renewal = vertx.setPeriodic(Math.max(1, ttl.toMillis() / 3), timer -> renewAlone());
  }

  /** A server that does not answer is asked again as long as the lock lasts. */
  private void renewAlone() {
    renew(ttl)
        .subscribe()
        .with(
            renewed -> LOG.tracef("renewed %s", name),
            failure -> {
              LOG.debugf("the lock %s was not renewed: %s", name, failure.getMessage());
              if (!isHeld()) {
                lose();
              }
            });
  }

  private void stopRenewal() {
    if (renewal >= 0) {
      vertx.cancelTimer(renewal);
      renewal = -1;
    }
  }

  private void lose() {
    if (state.compareAndSet(State.HELD, State.LOST)) {
      stopRenewal();
      backend.lost(ownerToken);
      watches.forEach(watch -> watch.then.accept(new LockLost(name)));
    }
  }

  /**
   * Calls {@code then} once when the lock is lost or its validity ends.
   *
   * @return ends the watch
   */
  Runnable whenLost(Consumer<LockLost> then) {
    Watch watch = new Watch(then);
    watches.add(watch);
    if (state.get() == State.LOST) {
      watch.end();
      then.accept(new LockLost(name));
    } else {
      watch.start();
    }
    return watch::end;
  }

  /** A timer to the end of the validity; it starts again if that was moved meanwhile. */
  private final class Watch {
    private final Consumer<LockLost> then;
    private volatile long timer = -1;
    private volatile boolean ended;

    Watch(Consumer<LockLost> then) {
      this.then = then;
    }

    void start() {
      if (!ended) {
        timer = vertx.setTimer(Math.max(1, remaining().toMillis() + 1), fired -> look());
      }
    }

    private void look() {
      if (state.get() == State.HELD && remaining().isZero()) {
        lose();
      } else {
        start();
      }
    }

    void end() {
      ended = true;
      watches.remove(this);
      vertx.cancelTimer(timer);
    }
  }
}
