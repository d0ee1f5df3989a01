package io.lockstep.locks.waiting;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One caller in a line. Its state belongs to the line, which alone changes it; see {@link Line}.
 *
 * @param <R> what the caller asks for
 * @param <G> what the caller waits for
 */
final class Waiter<R, G> {
  enum State {
    /** In line, perhaps asking at this moment. */
    WAITING,
    /** In line, while another hands it what it waits for. */
    BEING_SERVED,
    /** Out of the line, with what it waited for. */
    SERVED,
    /** Out of the line with nothing: it gave up, its wait was over, or an attempt failed. */
    GONE
  }

  private final UniEmitter<? super Optional<G>> caller;
  private final R request;
  private final Duration retryDelay;
  private final Context context = Vertx.currentContext();
  private final long deadline;
  private Alarm waitIsOver;
  private State state = State.WAITING;
  private volatile boolean unreachable;

  Waiter(UniEmitter<? super Optional<G>> caller, R request, Duration maxWait, Duration retryDelay) {
    this.caller = caller;
    this.request = request;
    this.retryDelay = retryDelay;
    this.deadline = System.nanoTime() + maxWait.toNanos();
  }

  R request() {
    return request;
  }

  boolean is(State which) {
    return state == which;
  }

  void become(State next) {
    state = next;
    if (waitIsOver != null && (next == State.SERVED || next == State.GONE)) {
      waitIsOver.stop();
    }
  }

  /** A caller who is served at once needs no timer, and gets none. */
  void startTimer(Supplier<Alarm> alarm) {
    if (waitIsOver == null) {
      waitIsOver = alarm.get();
      waitIsOver.ringAfter(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
  }

  boolean isOverdue() {
    return System.nanoTime() - deadline >= 0;
  }

  /** From once to one and a half times the retry delay. */
  Duration jitteredDelay() {
    long delay = retryDelay.toMillis();
    return Duration.ofMillis(delay + ThreadLocalRandom.current().nextLong(Math.max(1, delay / 2)));
  }

  /** Nobody hears any more what this caller is told. */
  void unreachable() {
    unreachable = true;
  }

  /** What a caller does not hear of who has just gone is given back. */
  void serve(G what, Consumer<G> giveBack) {
    onItsContext(
        () -> {
          if (unreachable) {
            giveBack.accept(what);
          } else {
            caller.complete(Optional.of(what));
          }
        });
  }

  void goEmpty() {
    onItsContext(() -> caller.complete(Optional.empty()));
  }

  void fail(Throwable failure) {
    onItsContext(() -> caller.fail(failure));
  }

  /** What follows runs on the event loop of the caller, not on that of whoever served it. */
  private void onItsContext(Runnable action) {
    if (context == null || context == Vertx.currentContext()) {
      action.run();
    } else {
      context.runOnContext(none -> action.run());
    }
  }
}
