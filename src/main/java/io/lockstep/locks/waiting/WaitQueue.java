package io.lockstep.locks.waiting;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Callers of this instance that wait, first come first served for each name. Only the first of a
 * line looks at the server: when a release is heard of, when the holder's time ends, and else at
 * the retry delay, with jitter. A release by a caller of this instance can be handed to the next in
 * line, see {@link #next}.
 *
 * @param <R> what a caller asks for
 * @param <G> what the caller waits for
 */
public final class WaitQueue<R, G> {
  private final Vertx vertx;
  private final Function<R, Uni<Turn<G>>> attempt;
  private final Consumer<G> giveBack;
  private final boolean several;
  private final Map<String, Line> lines = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();

  /**
   * Lines without anybody.
   *
   * @param attempt looks once, for one caller
   * @param giveBack takes what was got for a caller who has gone
   * @param several whether a second caller may get one while the first has one
   */
  public WaitQueue(
      Vertx vertx, Function<R, Uni<Turn<G>>> attempt, Consumer<G> giveBack, boolean several) {
    this.vertx = vertx;
    this.attempt = attempt;
    this.giveBack = giveBack;
    this.several = several;
  }

  /** How many wait now. */
  public int size() {
    return size.get();
  }

  /** Whether somebody waits for this name. */
  public boolean isAnyone(String name) {
    return lines.containsKey(name);
  }

  /** Waits in line; empty if nothing was got in time. */
  public Uni<Optional<G>> enter(String name, R request, Duration wait, Duration retryDelay) {
    return Uni.createFrom()
        .emitter(
            caller -> {
              Waiter<R, G> waiter =
                  new Waiter<>(vertx, caller, request, retryDelay, Vertx.currentContext());
              caller.onTermination(() -> leave(name, waiter));
              add(name, waiter);
              waiter.expireAfter(wait, () -> expire(name, waiter));
            });
  }

  private void add(String name, Waiter<R, G> waiter) {
    size.incrementAndGet();
    AtomicBoolean first = new AtomicBoolean();
    Line line =
        lines.compute(
            name,
            (same, existing) -> {
              Line entered = existing == null ? new Line(name) : existing;
              first.set(existing == null);
              entered.add(waiter);
              return entered;
            });
    if (several || first.get()) {
      line.look();
    } else {
      line.keepLooking();
    }
  }

  /**
   * The caller whose turn it is, taken out of the queue: it gets what another gives up. Answer with
   * {@link Next#served} or {@link Next#notServed}.
   */
  public Optional<Next<R, G>> next(String name) {
    Line line = lines.get(name);
    return line == null ? Optional.empty() : line.takeFirst();
  }

  /** Something was released: whoever is first looks at once. */
  public void wake(String name) {
    Line line = lines.get(name);
    if (line != null) {
      line.look();
    }
  }

  private void expire(String name, Waiter<R, G> waiter) {
    if (waiter.leaves(Waiter.State.GONE)) {
      remove(name, waiter);
      waiter.complete(Optional.empty());
    }
  }

  private void leave(String name, Waiter<R, G> waiter) {
    waiter.cancelTimer();
    if (waiter.leaves(Waiter.State.GONE)) {
      remove(name, waiter);
    } else {
      waiter.gone();
    }
  }

  private void remove(String name, Waiter<R, G> waiter) {
    Line line = lines.computeIfPresent(name, (same, it) -> it.remove(waiter) ? null : it);
    if (line != null) {
      line.keepLooking();
    }
  }

  /** A caller taken out of the line by {@link #next}. */
  public interface Next<R, G> {
    /** What the caller asked for. */
    R request();

    /** Gives the caller what it waited for. */
    void served(G what);

    /** Puts the caller back as the first, to try by itself. */
    void notServed();
  }

  private final class Line {
    private final String name;
    private final Deque<Waiter<R, G>> waiters = new ArrayDeque<>();
    private boolean looking;
    private boolean lookAgain;
    private long timer = -1;

    Line(String name) {
      this.name = name;
    }

    synchronized void add(Waiter<R, G> waiter) {
      waiters.addLast(waiter);
    }

    /** True if nobody is left. */
    synchronized boolean remove(Waiter<R, G> waiter) {
      if (waiters.remove(waiter)) {
        size.decrementAndGet();
      }
      if (waiters.isEmpty()) {
        stopTimer();
      }
      return waiters.isEmpty();
    }

    Optional<Next<R, G>> takeFirst() {
      Waiter<R, G> first;
      synchronized (this) {
        first =
            waiters.stream()
                .filter(waiter -> waiter.leaves(Waiter.State.BEING_SERVED))
                .findFirst()
                .orElse(null);
      }
      if (first == null) {
        return Optional.empty();
      }
      return Optional.of(
          new Next<>() {
            @Override
            public R request() {
              return first.request();
            }

            @Override
            public void served(G what) {
              WaitQueue.this.remove(name, first);
              deliver(first, what);
            }

            @Override
            public void notServed() {
              if (!first.comesBack()) {
                WaitQueue.this.remove(name, first);
              } else if (first.isOverdue()) {
                expire(name, first);
              }
              look();
            }
          });
    }

    /** Lets the first look, unless it is at it; then it looks once more. */
    void look() {
      Waiter<R, G> first;
      synchronized (this) {
        if (looking) {
          lookAgain = true;
          return;
        }
        first = waiters.stream().filter(Waiter::isWaiting).findFirst().orElse(null);
        if (first == null) {
          keepLooking();
          return;
        }
        looking = true;
        lookAgain = false;
        stopTimer();
      }
      Waiter<R, G> looker = first;
      Uni.createFrom()
          .deferred(() -> attempt.apply(looker.request()))
          .subscribe()
          .with(turn -> looked(looker, turn), failure -> failed(looker, failure));
    }

    private void looked(Waiter<R, G> looker, Turn<G> turn) {
      if (!turn.isWon()) {
        lookLater(turn);
        return;
      }
      if (looker.leaves(Waiter.State.BEING_SERVED)) {
        WaitQueue.this.remove(name, looker);
        deliver(looker, turn.won());
      } else {
        giveBack.accept(turn.won());
      }
      lookLater(turn);
    }

    private void lookLater(Turn<G> turn) {
      boolean again;
      synchronized (this) {
        looking = false;
        again = lookAgain || several && turn.isWon();
        if (!again) {
          startTimer(turn.freeAfter());
        }
      }
      if (again) {
        look();
      }
    }

    /** There is always a timer, or somebody who looks, as long as anybody waits. */
    synchronized void keepLooking() {
      if (!looking && timer < 0) {
        startTimer(Duration.ofDays(1));
      }
    }

    /** What fails for the first would fail for all who wait behind it. */
    private void failed(Waiter<R, G> looker, Throwable failure) {
      Deque<Waiter<R, G>> all;
      synchronized (this) {
        looking = false;
        all = new ArrayDeque<>(waiters);
      }
      all.stream()
          .filter(waiter -> waiter.leaves(Waiter.State.GONE))
          .forEach(
              waiter -> {
                WaitQueue.this.remove(name, waiter);
                waiter.fail(failure);
              });
    }

    private void startTimer(Duration freeAfter) {
      stopTimer();
      Waiter<R, G> first = waiters.peekFirst();
      if (first != null) {
        long delay = Math.min(first.jitteredDelay(), freeAfter.toMillis() + 1);
        timer = vertx.setTimer(Math.max(1, delay), fired -> timeToLook());
      }
    }

    private void timeToLook() {
      synchronized (this) {
        timer = -1;
      }
      look();
    }

    private void stopTimer() {
      if (timer >= 0) {
        vertx.cancelTimer(timer);
        timer = -1;
      }
    }
  }

  private void deliver(Waiter<R, G> waiter, G what) {
    if (!waiter.served(what)) {
      giveBack.accept(what);
    }
  }
}
