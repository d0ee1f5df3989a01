package io.lockstep.locks.waiting;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One caller in the queue. It leaves the state WAITING once; whoever moves it out decides its
 * outcome.
 *
 * @param <R> what the caller asks for
 * @param <G> what the caller waits for
 */
final class Waiter<R, G> {
  enum State {
    WAITING,
    BEING_SERVED,
    SERVED,
    GONE
  }

  private final Vertx vertx;
  private final UniEmitter<? super Optional<G>> caller;
  private final R request;
  private final Duration retryDelay;
  private final Context context;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private volatile long timer = -1;
  private volatile long deadline;

  Waiter(
      Vertx vertx,
      UniEmitter<? super Optional<G>> caller,
      R request,
      Duration retryDelay,
      Context context) {
    this.vertx = vertx;
    this.caller = caller;
    this.request = request;
    this.retryDelay = retryDelay;
    this.context = context;
  }

  R request() {
    return request;
  }

  void expireAfter(Duration wait, Runnable expiry) {
    deadline = System.nanoTime() + wait.toNanos();
    timer = vertx.setTimer(Math.max(1, wait.toMillis()), fired -> expiry.run());
  }

  boolean isOverdue() {
    return System.nanoTime() - deadline >= 0;
  }

  /** From once to one and a half times the retry delay. */
  long jitteredDelay() {
    long delay = retryDelay.toMillis();
    return delay + ThreadLocalRandom.current().nextLong(Math.max(1, delay / 2));
  }

  void cancelTimer() {
    vertx.cancelTimer(timer);
  }

  boolean isWaiting() {
    return state.get() == State.WAITING;
  }

  boolean leaves(State where) {
    return state.compareAndSet(State.WAITING, where);
  }

  /** The caller has gone while it was being served. */
  void gone() {
    state.compareAndSet(State.BEING_SERVED, State.GONE);
  }

  boolean comesBack() {
    return state.compareAndSet(State.BEING_SERVED, State.WAITING);
  }

  boolean served(G what) {
    boolean stillThere = state.compareAndSet(State.BEING_SERVED, State.SERVED);
    if (stillThere) {
      complete(Optional.of(what));
    }
    return stillThere;
  }

  void complete(Optional<G> what) {
    onHisContext(() -> caller.complete(what));
  }

  void fail(Throwable failure) {
    onHisContext(() -> caller.fail(failure));
  }

  /** What follows runs on the event loop of the caller, not on that of whoever served it. */
  private void onHisContext(Runnable action) {
    if (context == null || context == Vertx.currentContext()) {
      action.run();
    } else {
      context.runOnContext(none -> action.run());
    }
  }
}
