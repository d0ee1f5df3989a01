package io.lockstep.locks.waiting;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Callers of this instance that wait, first come first served for each name. Only the first of a
 * line asks the server: at once if nobody else waits, then when a release is heard of, when the
 * holder's time ends, and else at the retry delay, with jitter. A release by a caller of this
 * instance can be handed to the next in line, see {@link #next}. What a line does when is told at
 * {@link Line}.
 *
 * @param <R> what a caller asks for
 * @param <G> what the caller waits for
 */
public final class WaitQueue<R, G> {
  private final Vertx vertx;
  private final Attempt<R, G> attempt;
  private final Consumer<G> giveBack;
  private final boolean several;
  private final Alarms<R, G> alarms = new Timers();
  private final Map<String, Line<R, G>> lines = new ConcurrentHashMap<>();

  /**
   * A queue without anybody.
   *
   * @param attempt asks once, for one caller
   * @param giveBack takes what was got for a caller who has gone
   * @param several whether a second caller may get one while the first has one
   */
  public WaitQueue(Vertx vertx, Attempt<R, G> attempt, Consumer<G> giveBack, boolean several) {
    this.vertx = vertx;
    this.attempt = attempt;
    this.giveBack = giveBack;
    this.several = several;
  }

  /** How many wait now. */
  public int size() {
    return lines.values().stream().mapToInt(Line::size).sum();
  }

  /** How many wait for this name now. */
  public int size(String name) {
    Line<R, G> line = lines.get(name);
    return line == null ? 0 : line.size();
  }

  /** How many names are waited for. */
  int names() {
    return lines.size();
  }

  /**
   * Waits in line, and asks at once where there is none. A caller who will not wait stands in no
   * line: it asks once by itself, and may get what was released while others wait to be woken.
   *
   * @return empty if nothing was got in time
   */
  public Uni<Optional<G>> enter(String name, R request, Duration maxWait, Duration retryDelay) {
    return Uni.createFrom()
        .emitter(
            caller -> {
              Waiter<R, G> waiter = new Waiter<>(caller, request, maxWait, retryDelay);
              if (maxWait.compareTo(Duration.ZERO) <= 0) {
                caller.onTermination(waiter::unreachable);
                askOnce(waiter);
              } else {
                Line<R, G> line = join(name, waiter);
                caller.onTermination(() -> leave(line, waiter));
                proceed(line);
              }
            });
  }

  private void askOnce(Waiter<R, G> waiter) {
    Uni.createFrom()
        .deferred(() -> attempt.ask(waiter.request(), WhoWaits.NOBODY))
        .subscribe()
        .with(
            turn -> {
              if (turn.isWon()) {
                waiter.serve(turn.won(), giveBack);
              } else {
                waiter.goEmpty();
              }
            },
            waiter::fail);
  }

  /** A line that has ended in this moment gives way to a new one. */
  private Line<R, G> join(String name, Waiter<R, G> waiter) {
    return lines.compute(
        name,
        (same, line) ->
            line != null && line.join(waiter) ? line : new Line<>(name, several, alarms, waiter));
  }

  /** Carries out what a transition has led to. */
  private void proceed(Line<R, G> line) {
    if (line.phase() == Line.Phase.ENDED) {
      lines.remove(line.name(), line);
    }
    line.begin().ifPresent(ask -> carryOut(line, ask));
  }

  private void carryOut(Line<R, G> line, Line.Ask<R, G> ask) {
    Waiter<R, G> asker = ask.waiter();
    Uni.createFrom()
        .deferred(() -> attempt.ask(asker.request(), ask.whoWaits()))
        .subscribe()
        .with(turn -> answered(line, asker, turn), failure -> failed(line, failure));
  }

  private void answered(Line<R, G> line, Waiter<R, G> asker, Turn<G> turn) {
    if (!turn.isWon()) {
      line.busy(asker, turn.freeAfter());
      proceed(line);
      return;
    }
    boolean wanted = line.won(asker);
    proceed(line);
    give(asker, turn.won(), wanted);
  }

  private void failed(Line<R, G> line, Throwable failure) {
    List<Waiter<R, G>> gone = line.fail();
    proceed(line);
    gone.forEach(waiter -> waiter.fail(failure));
  }

  private void give(Waiter<R, G> waiter, G what, boolean wanted) {
    if (wanted) {
      waiter.serve(what, giveBack);
    } else {
      giveBack.accept(what);
    }
  }

  /** Something was released: whoever is first asks at once. */
  public void wake(String name) {
    Line<R, G> line = lines.get(name);
    if (line != null) {
      wake(line);
    }
  }

  private void wake(Line<R, G> line) {
    line.wake();
    proceed(line);
  }

  private void leave(Line<R, G> line, Waiter<R, G> waiter) {
    waiter.unreachable();
    line.leave(waiter);
    proceed(line);
  }

  private void expire(Line<R, G> line, Waiter<R, G> waiter) {
    boolean expired = line.expire(waiter);
    proceed(line);
    if (expired) {
      waiter.goEmpty();
    }
  }

  /**
   * The caller whose turn it is: it gets what another gives up. Answer with {@link Next#served} or
   * {@link Next#notServed}.
   */
  public Optional<Next<R, G>> next(String name) {
    return Optional.ofNullable(lines.get(name))
        .flatMap(line -> line.takeFirst().map(waiter -> new HandOver(line, waiter)));
  }

  /** Asks once. */
  @FunctionalInterface
  public interface Attempt<R, G> {
    /** What the server answers this caller. */
    Uni<Turn<G>> ask(R request, WhoWaits whoWaits);
  }

  /** A caller for whom {@link #next} keeps its place until it is known whether it is served. */
  public interface Next<R, G> {
    /** What the caller asked for. */
    R request();

    /** Gives the caller what it waited for. */
    void served(G what);

    /** Lets the caller, who is still the first, ask for itself. */
    void notServed();
  }

  private final class HandOver implements Next<R, G> {
    private final Line<R, G> line;
    private final Waiter<R, G> waiter;

    HandOver(Line<R, G> line, Waiter<R, G> waiter) {
      this.line = line;
      this.waiter = waiter;
    }

    @Override
    public R request() {
      return waiter.request();
    }

    @Override
    public void served(G what) {
      boolean wanted = line.handed(waiter);
      proceed(line);
      give(waiter, what, wanted);
    }

    @Override
    public void notServed() {
      if (line.putBack(waiter) && waiter.isOverdue()) {
        expire(line, waiter);
      } else {
        proceed(line);
      }
    }
  }

  private final class Timers implements Alarms<R, G> {
    @Override
    public Alarm timeToAsk(Line<R, G> line) {
      return new VertxAlarm(vertx, () -> wake(line));
    }

    @Override
    public Alarm waitIsOver(Line<R, G> line, Waiter<R, G> waiter) {
      return new VertxAlarm(vertx, () -> expire(line, waiter));
    }
  }
}
