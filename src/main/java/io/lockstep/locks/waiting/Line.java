package io.lockstep.locks.waiting;

import io.lockstep.locks.waiting.Waiter.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The callers of this instance who wait for one name, in the order in which they came, and what
 * they do about it. It knows no server: {@link WaitQueue} carries out what {@link #begin} asks for,
 * and reports what came of it. Every method is one transition, under the line's monitor.
 *
 * <p>What the line does; in brackets, where several may get one, so that each newcomer asks:
 *
 * <pre>
 *                join                   wake          begin      won            busy     fail
 * DUE            DUE                    DUE           see below  -              -        -
 * ASKING_ALONE   ASKING_AGAIN           ASKING_AGAIN  -          RESTING (DUE)  RESTING  RESTING
 * ASKING         ASKING (ASKING_AGAIN)  ASKING_AGAIN  -          RESTING (DUE)  RESTING  RESTING
 * ASKING_AGAIN   ASKING_AGAIN           ASKING_AGAIN  -          DUE            DUE      RESTING
 * RESTING        RESTING (DUE)          DUE           -          -              -        -
 * </pre>
 *
 * <p>A new line is DUE. From there {@code begin} leads to ASKING_ALONE or ASKING, and to RESTING if
 * all are being served. Whatever takes the last caller out leads to ENDED, which nothing leaves.
 * RESTING has an alarm, whose ring is {@code wake}: as long as anybody is in line there is an
 * alarm, or somebody asks.
 *
 * <p>What becomes of a caller:
 *
 * <pre>
 *                won     takeFirst     handed  putBack  leave  expire  fail
 * WAITING        SERVED  BEING_SERVED  -       -        GONE   GONE    GONE
 * BEING_SERVED   -       -             SERVED  WAITING  GONE   -       -
 * </pre>
 *
 * <p>SERVED and GONE are out of the line, and nothing leaves them. What is won by a caller who is
 * not WAITING any more, or handed to one who is not BEING_SERVED any more, is not wanted.
 *
 * @param <R> what a caller asks for
 * @param <G> what the callers wait for
 */
final class Line<R, G> {
  private static final Duration UNKNOWN = Duration.ofDays(1);

  enum Phase {
    /** The first who waits is to ask now. */
    DUE,
    /** The first asks, and there was nobody behind it. */
    ASKING_ALONE,
    /** The first asks, and has said that others wait. */
    ASKING,
    /** One asks, and what it hears may be outdated, or leave others unannounced. */
    ASKING_AGAIN,
    /** Nobody asks until something is released, or the alarm rings. */
    RESTING,
    /** Nobody is left; newcomers make a new line. */
    ENDED
  }

  /** Somebody is to ask, and to say who waits. */
  record Ask<R, G>(Waiter<R, G> waiter, WhoWaits whoWaits) {}

  private final String name;
  private final boolean several;
  private final Alarms<R, G> alarms;
  private final Alarm timeToAsk;
  private final Deque<Waiter<R, G>> waiters = new ArrayDeque<>();
  private Phase phase = Phase.DUE;

  /**
   * A line that begins with its first caller.
   *
   * @param several whether a second caller may get one while the first has one, so that each
   *     newcomer asks
   */
  Line(String name, boolean several, Alarms<R, G> alarms, Waiter<R, G> first) {
    this.name = name;
    this.several = several;
    this.alarms = alarms;
    this.timeToAsk = alarms.timeToAsk(this);
    waiters.add(first);
  }

  String name() {
    return name;
  }

  synchronized Phase phase() {
    return phase;
  }

  synchronized int size() {
    return waiters.size();
  }

  /** Another caller comes; false if this line has ended, so that it needs a new one. */
  synchronized boolean join(Waiter<R, G> waiter) {
    if (phase == Phase.ENDED) {
      return false;
    }
    waiters.addLast(waiter);
    startTimer(waiter);
    if (several || phase == Phase.ASKING_ALONE) {
      wake();
    }
    return true;
  }

  /** Something was released, or it is time to ask: the first asks, once more if it is at it. */
  synchronized void wake() {
    switch (phase) {
      case RESTING -> become(Phase.DUE);
      case ASKING_ALONE, ASKING -> become(Phase.ASKING_AGAIN);
      default -> {
        // DUE and ASKING_AGAIN lead to another ask anyway; in an ended line nobody wants one
      }
    }
  }

  /** Who asks now, if anybody is to. */
  synchronized Optional<Ask<R, G>> begin() {
    if (phase != Phase.DUE) {
      return Optional.empty();
    }
    Optional<Waiter<R, G>> first = firstWaiting();
    if (first.isEmpty()) {
      rest(UNKNOWN);
      return Optional.empty();
    }
    boolean alone = waiters.size() == 1;
    become(alone ? Phase.ASKING_ALONE : Phase.ASKING);
    return Optional.of(new Ask<>(first.get(), alone ? WhoWaits.THE_CALLER : WhoWaits.OTHERS));
  }

  /** The one who asked got it; false if it does not want it any more, or is served otherwise. */
  synchronized boolean won(Waiter<R, G> asker) {
    boolean wanted = asker.is(State.WAITING);
    if (wanted) {
      end(asker, State.SERVED);
    }
    asked(UNKNOWN, several);
    return wanted;
  }

  /** The one who asked got nothing; the holder's time ends after {@code freeAfter}. */
  synchronized void busy(Waiter<R, G> asker, Duration freeAfter) {
    if (asker.is(State.WAITING)) {
      startTimer(asker);
    }
    asked(freeAfter, false);
  }

  private void asked(Duration freeAfter, boolean more) {
    if (phase == Phase.ASKING_AGAIN || more && phase != Phase.ENDED) {
      become(Phase.DUE);
    } else {
      rest(freeAfter);
    }
  }

  /** What fails for the first would fail for all who wait behind it: these go, and hear of it. */
  synchronized List<Waiter<R, G>> fail() {
    List<Waiter<R, G>> all = waiters.stream().filter(it -> it.is(State.WAITING)).toList();
    all.forEach(waiter -> end(waiter, State.GONE));
    rest(UNKNOWN);
    return all;
  }

  /** The caller has given up. */
  synchronized void leave(Waiter<R, G> waiter) {
    if (waiter.is(State.WAITING) || waiter.is(State.BEING_SERVED)) {
      end(waiter, State.GONE);
    }
  }

  /** The caller's wait is over; false if it is being served, or out of the line. */
  synchronized boolean expire(Waiter<R, G> waiter) {
    boolean waits = waiter.is(State.WAITING);
    if (waits) {
      end(waiter, State.GONE);
    }
    return waits;
  }

  /** The first is to get what another gives up: then it is {@link #handed} that, or put back. */
  synchronized Optional<Waiter<R, G>> takeFirst() {
    Optional<Waiter<R, G>> first = firstWaiting();
    first.ifPresent(waiter -> waiter.become(State.BEING_SERVED));
    return first;
  }

  /** The caller gets what was given up; false if it has gone meanwhile. */
  synchronized boolean handed(Waiter<R, G> waiter) {
    boolean wanted = waiter.is(State.BEING_SERVED);
    if (wanted) {
      end(waiter, State.SERVED);
    }
    return wanted;
  }

  /**
   * Nothing was handed over: the caller, still the first, asks for itself; false if it has gone.
   */
  synchronized boolean putBack(Waiter<R, G> waiter) {
    boolean stays = waiter.is(State.BEING_SERVED);
    if (stays) {
      waiter.become(State.WAITING);
      startTimer(waiter);
    }
    wake();
    return stays;
  }

  private Optional<Waiter<R, G>> firstWaiting() {
    return waiters.stream().filter(waiter -> waiter.is(State.WAITING)).findFirst();
  }

  private void startTimer(Waiter<R, G> waiter) {
    waiter.startTimer(() -> alarms.waitIsOver(this, waiter));
  }

  private void end(Waiter<R, G> waiter, State how) {
    waiter.become(how);
    waiters.remove(waiter);
    if (waiters.isEmpty()) {
      become(Phase.ENDED);
    }
  }

  private void rest(Duration freeAfter) {
    if (phase != Phase.ENDED) {
      become(Phase.RESTING);
      Duration retryDelay = waiters.getFirst().jitteredDelay();
      timeToAsk.ringAfter(retryDelay.compareTo(freeAfter) < 0 ? retryDelay : freeAfter);
    }
  }

  private void become(Phase next) {
    if (phase == Phase.RESTING) {
      timeToAsk.stop();
    }
    phase = next;
  }
}
