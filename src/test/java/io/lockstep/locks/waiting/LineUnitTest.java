package io.lockstep.locks.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.locks.waiting.Line.Phase;
import io.lockstep.locks.waiting.Waiter.State;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Each cell of the tables at {@link Line}. */
class LineUnitTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration RETRY_DELAY = Duration.ofMillis(100);

  private final Rings rings = new Rings();
  private final Waiter<String, String> anna = waiter("anna", LONG);
  private final Waiter<String, String> ben = waiter("ben", LONG);
  private final Line<String, String> line = new Line<>("door", false, rings, anna);

  // ---------------------------------------------------------------------------------------------
  // DUE

  @Test
  void beginsWithItsFirstCallerWhoIsToAsk() {
    assertPhase(Phase.DUE);
    assertThat(line.size()).isEqualTo(1);
    assertThat(rings.isSet(anna)).as("a caller who may be served at once has no timer").isFalse();
  }

  @Test
  void staysDueWhenAnotherComesOrSomethingIsReleased() {
    line.join(ben);
    line.wake();

    assertPhase(Phase.DUE);
    assertThat(rings.isSet(ben)).isTrue();
  }

  @Test
  void letsALoneCallerAskForItselfAlone() {
    assertThat(line.begin()).contains(new Line.Ask<>(anna, WhoWaits.THE_CALLER));
    assertPhase(Phase.ASKING_ALONE);
    assertThat(line.begin()).as("one at a time").isEmpty();
  }

  @Test
  void letsTheFirstAskForAll() {
    line.join(ben);

    assertThat(line.begin()).contains(new Line.Ask<>(anna, WhoWaits.OTHERS));
    assertPhase(Phase.ASKING);
    assertThat(line.begin()).as("one at a time").isEmpty();
  }

  @Test
  void restsWhenAllAreBeingServed() {
    line.takeFirst();

    assertThat(line.begin()).isEmpty();
    assertRestsForTheRetryDelay();
  }

  @Test
  void passesOverACallerWhoIsBeingServed() {
    line.join(ben);
    line.takeFirst();

    assertThat(line.begin()).contains(new Line.Ask<>(ben, WhoWaits.OTHERS));
  }

  // ---------------------------------------------------------------------------------------------
  // ASKING_ALONE

  @Test
  void endsWhenALoneCallerHasWon() {
    assertThat(asking(line).won(anna)).isTrue();

    assertState(anna, State.SERVED);
    assertEnded();
  }

  @Test
  void restsWhenALoneCallerFoundItBusy() {
    asking(line).busy(anna, LONG);

    assertRestsForTheRetryDelay();
    assertThat(rings.isSet(anna)).as("now it has to wait").isTrue();
  }

  @Test
  void asksAgainForWhoCameWhileOneAskedAlone() {
    asking(line).join(ben);
    assertPhase(Phase.ASKING_AGAIN);

    assertThat(line.won(anna)).isTrue();
    assertThat(line.begin()).contains(new Line.Ask<>(ben, WhoWaits.THE_CALLER));
  }

  @Test
  void asksAgainForWhatWasReleasedWhileOneAskedAlone() {
    asking(line).wake();

    assertPhase(Phase.ASKING_AGAIN);
  }

  @Test
  void endsWhenTheAttemptOfALoneCallerFails() {
    assertThat(asking(line).fail()).containsExactly(anna);

    assertState(anna, State.GONE);
    assertEnded();
  }

  @Test
  void endsWhenALoneCallerGivesUpWhileItAsksAndDoesNotWantWhatItWins() {
    asking(line).leave(anna);
    assertState(anna, State.GONE);
    assertEnded();

    assertThat(line.won(anna)).isFalse();
    assertEnded();
  }

  @Test
  void endsWhenTheWaitOfALoneCallerIsOverWhileItAsks() {
    assertThat(asking(line).expire(anna)).isTrue();
    assertEnded();

    line.busy(anna, LONG);
    assertEnded();
  }

  @Test
  void doesNotWantWhatALoneCallerWinsWhoIsBeingServed() {
    asking(line).takeFirst();

    assertThat(line.won(anna)).isFalse();
    assertState(anna, State.BEING_SERVED);
    assertRestsForTheRetryDelay();
  }

  // ---------------------------------------------------------------------------------------------
  // ASKING

  @Test
  void restsWhenTheFirstHasWonAndOthersAreAnnounced() {
    line.join(ben);

    assertThat(asking(line).won(anna)).isTrue();

    assertState(anna, State.SERVED);
    assertState(ben, State.WAITING);
    assertRestsForTheRetryDelay();
  }

  @Test
  void restsUntilTheHoldersTimeEndsIfThatIsSooner() {
    line.join(ben);
    asking(line).busy(anna, Duration.ofMillis(7));

    assertPhase(Phase.RESTING);
    assertThat(rings.timeToAsk).isEqualTo(Duration.ofMillis(7));
  }

  @Test
  void goesOnAskingWhenAnotherComes() {
    line.join(ben);
    asking(line).join(waiter("cleo", LONG));

    assertPhase(Phase.ASKING);
  }

  @Test
  void asksAgainForWhatWasReleasedWhileOneAsked() {
    line.join(ben);
    asking(line).wake();

    assertPhase(Phase.ASKING_AGAIN);
  }

  @Test
  void failsAllWhoWaitAndRestsWithThoseWhoAreBeingServed() {
    line.join(ben);
    line.takeFirst();

    assertThat(asking(line).fail()).containsExactly(ben);

    assertState(anna, State.BEING_SERVED);
    assertRestsForTheRetryDelay();
  }

  @Test
  void goesOnAskingForTheOthersWhenTheFirstGivesUp() {
    line.join(ben);
    asking(line).leave(anna);

    assertPhase(Phase.ASKING);
    assertThat(line.won(anna)).isFalse();
    assertRestsForTheRetryDelay();
    assertThat(line.size()).isEqualTo(1);
  }

  @Test
  void goesOnAskingForTheOthersWhenTheWaitOfTheFirstIsOver() {
    line.join(ben);

    assertThat(asking(line).expire(anna)).isTrue();

    assertPhase(Phase.ASKING);
    line.busy(anna, LONG);
    assertRestsForTheRetryDelay();
    assertThat(rings.isSet(anna)).as("a caller who has gone has no timer").isFalse();
  }

  // ---------------------------------------------------------------------------------------------
  // ASKING_AGAIN

  @Test
  void isDueOnceMoreWhateverWasAnswered() {
    line.join(ben);
    asking(line).wake();
    line.busy(anna, LONG);
    assertPhase(Phase.DUE);

    asking(line).wake();
    assertThat(line.won(anna)).isTrue();
    assertPhase(Phase.DUE);
  }

  @Test
  void asksAgainOnlyOnceHoweverOftenItIsWoken() {
    asking(line).wake();
    line.wake();
    line.join(ben);
    assertPhase(Phase.ASKING_AGAIN);

    line.busy(anna, LONG);
    asking(line).busy(anna, LONG);
    assertPhase(Phase.RESTING);
  }

  @Test
  void doesNotAskAgainForNobody() {
    asking(line).wake();
    assertThat(line.won(anna)).isTrue();
    assertEnded();
  }

  @Test
  void doesNotAskAgainAfterAFailure() {
    asking(line).wake();
    assertThat(line.fail()).containsExactly(anna);
    assertEnded();
  }

  @Test
  void asksAgainForTheOthersWhenTheFirstGivesUp() {
    asking(line).join(ben);
    line.leave(anna);
    assertPhase(Phase.ASKING_AGAIN);

    assertThat(line.won(anna)).isFalse();
    assertThat(line.begin()).contains(new Line.Ask<>(ben, WhoWaits.THE_CALLER));
  }

  // ---------------------------------------------------------------------------------------------
  // RESTING

  @Test
  void isDueWhenSomethingIsReleasedAndNeedsItsAlarmNoMore() {
    resting().wake();

    assertPhase(Phase.DUE);
    assertThat(rings.timeToAsk).isNull();
  }

  @Test
  void goesOnRestingWhenAnotherComes() {
    resting().join(ben);

    assertPhase(Phase.RESTING);
    assertThat(rings.isSet(ben)).isTrue();
  }

  @Test
  void goesOnRestingWhenOneOfTwoGivesUpOrItsWaitIsOver() {
    Waiter<String, String> cleo = waiter("cleo", LONG);
    resting().join(ben);
    line.join(cleo);
    line.leave(anna);
    assertThat(line.expire(ben)).isTrue();

    assertState(ben, State.GONE);
    assertRestsForTheRetryDelay();
    line.wake();
    assertThat(line.begin()).contains(new Line.Ask<>(cleo, WhoWaits.THE_CALLER));
  }

  @Test
  void endsWhenTheLastGivesUp() {
    resting().leave(anna);

    assertEnded();
    assertThat(rings.timeToAsk).isNull();
    assertThat(rings.isSet(anna)).isFalse();
  }

  @Test
  void endsWhenTheWaitOfTheLastIsOver() {
    assertThat(resting().expire(anna)).isTrue();

    assertEnded();
  }

  // ---------------------------------------------------------------------------------------------
  // ENDED

  @Test
  void takesNobodyOnceItHasEnded() {
    line.leave(anna);
    assertThat(line.join(ben)).isFalse();

    line.wake();
    assertThat(line.begin()).isEmpty();
    assertThat(line.takeFirst()).isEmpty();
    assertThat(line.fail()).isEmpty();
    assertEnded();
  }

  @Test
  void changesNoCallerWhoIsServedOrGone() {
    line.join(ben);
    asking(line).won(anna);
    line.leave(ben);

    line.leave(anna);
    assertThat(line.expire(anna)).isFalse();
    assertThat(line.handed(anna)).isFalse();
    assertThat(line.putBack(ben)).isFalse();
    assertState(anna, State.SERVED);
    assertState(ben, State.GONE);
  }

  // ---------------------------------------------------------------------------------------------
  // Handing over

  @Test
  void takesTheFirstWhoIsNotBeingServed() {
    line.join(ben);

    assertThat(line.takeFirst()).contains(anna);
    assertThat(line.takeFirst()).contains(ben);
    assertThat(line.takeFirst()).isEmpty();
    assertState(anna, State.BEING_SERVED);
    assertThat(line.size()).as("their places are kept").isEqualTo(2);
  }

  @Test
  void servesWhomItHasTaken() {
    resting().join(ben);
    line.takeFirst();

    assertThat(line.handed(anna)).isTrue();

    assertState(anna, State.SERVED);
    assertPhase(Phase.RESTING);
    assertThat(line.handed(ben)).as("nobody took ben").isFalse();
  }

  @Test
  void endsWhenTheLastIsHandedWhatItWaitsForEvenWhileItAsks() {
    asking(line).takeFirst();

    assertThat(line.handed(anna)).isTrue();
    assertEnded();
    line.busy(anna, LONG);
    assertEnded();
  }

  @Test
  void letsACallerAskFirstWhoIsPutBack() {
    resting().join(ben);
    line.takeFirst();

    assertThat(line.putBack(anna)).isTrue();

    assertPhase(Phase.DUE);
    assertThat(line.begin()).contains(new Line.Ask<>(anna, WhoWaits.OTHERS));
  }

  @Test
  void asksAgainForACallerWhoIsPutBackWhileItAsks() {
    asking(line).takeFirst();

    assertThat(line.putBack(anna)).isTrue();

    assertPhase(Phase.ASKING_AGAIN);
    assertThat(rings.isSet(anna)).isTrue();
  }

  @Test
  void keepsACallerWhoseWaitEndsWhileItIsBeingServed() {
    line.takeFirst();

    assertThat(line.expire(anna)).isFalse();
    assertThat(line.handed(anna)).isTrue();
  }

  @Test
  void forgetsACallerWhoGivesUpWhileItIsBeingServed() {
    resting().join(ben);
    line.takeFirst();
    line.leave(anna);

    assertThat(line.handed(anna)).isFalse();
    assertThat(line.putBack(anna)).isFalse();
    assertThat(line.begin()).contains(new Line.Ask<>(ben, WhoWaits.THE_CALLER));
  }

  // ---------------------------------------------------------------------------------------------
  // Where several may get one

  @Test
  void letsEachNewcomerAskWhereSeveralMayGetOne() {
    Line<String, String> many = new Line<>("hall", true, rings, anna);
    asking(many).busy(anna, LONG);
    many.join(ben);
    assertThat(many.phase()).isEqualTo(Phase.DUE);

    asking(many).join(waiter("cleo", LONG));
    assertThat(many.phase()).isEqualTo(Phase.ASKING_AGAIN);
  }

  @Test
  void asksForTheNextAfterAWinWhereSeveralMayGetOne() {
    Line<String, String> many = new Line<>("hall", true, rings, anna);
    many.join(ben);

    assertThat(asking(many).won(anna)).isTrue();
    assertThat(many.phase()).isEqualTo(Phase.DUE);
    assertThat(asking(many).won(ben)).isTrue();
    assertThat(many.phase()).isEqualTo(Phase.ENDED);
  }

  // ---------------------------------------------------------------------------------------------
  // Time

  @Test
  void setsTheTimerOfACallerOnce() {
    asking(line).busy(anna, LONG);
    Duration left = rings.waits.get(anna);
    line.wake();
    asking(line).busy(anna, LONG);

    assertThat(rings.waits.get(anna)).isEqualTo(left).isBetween(LONG.minusMinutes(1), LONG);
  }

  @Test
  void isOverdueWhenItsWaitIsOver() {
    assertThat(waiter("cleo", Duration.ZERO).isOverdue()).isTrue();
    assertThat(anna.isOverdue()).isFalse();
  }

  @RepeatedTest(20)
  void asksAgainAfterOnceToOneAndAHalfTimesTheRetryDelay() {
    assertThat(anna.jitteredDelay()).isBetween(RETRY_DELAY, Duration.ofMillis(149));
  }

  private static Line<String, String> asking(Line<String, String> due) {
    assertThat(due.begin()).isPresent();
    return due;
  }

  private Line<String, String> resting() {
    asking(line).busy(anna, LONG);
    assertPhase(Phase.RESTING);
    return line;
  }

  private void assertPhase(Phase phase) {
    assertThat(line.phase()).isEqualTo(phase);
  }

  private void assertEnded() {
    assertPhase(Phase.ENDED);
    assertThat(line.size()).isZero();
  }

  private void assertRestsForTheRetryDelay() {
    assertPhase(Phase.RESTING);
    assertThat(rings.timeToAsk).isBetween(RETRY_DELAY, RETRY_DELAY.multipliedBy(2));
  }

  private static void assertState(Waiter<String, String> waiter, State state) {
    assertThat(waiter.is(state)).as("%s is %s", waiter.request(), state).isTrue();
  }

  private static Waiter<String, String> waiter(String request, Duration maxWait) {
    AtomicReference<Waiter<String, String>> made = new AtomicReference<>();
    Uni.createFrom()
        .<Optional<String>>emitter(
            caller -> made.set(new Waiter<>(caller, request, maxWait, RETRY_DELAY)))
        .subscribe()
        .with(got -> {});
    return made.get();
  }

  /** Alarms that ring for nobody; what they are set to is all that there is to know. */
  private static final class Rings implements Alarms<String, String> {
    private final Map<Waiter<String, String>, Duration> waits = new HashMap<>();
    private Duration timeToAsk;

    boolean isSet(Waiter<String, String> waiter) {
      return waits.containsKey(waiter);
    }

    @Override
    public Alarm timeToAsk(Line<String, String> line) {
      return new Alarm() {
        @Override
        public void ringAfter(Duration time) {
          timeToAsk = time;
        }

        @Override
        public void stop() {
          timeToAsk = null;
        }
      };
    }

    @Override
    public Alarm waitIsOver(Line<String, String> line, Waiter<String, String> waiter) {
      return new Alarm() {
        @Override
        public void ringAfter(Duration time) {
          waits.put(waiter, time);
        }

        @Override
        public void stop() {
          waits.remove(waiter);
        }
      };
    }
  }
}
