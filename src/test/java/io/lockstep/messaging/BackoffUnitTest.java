package io.lockstep.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BackoffUnitTest {
  private static final Duration NANO = Duration.ofNanos(1);
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void doesNotPauseBeforeAnythingFails() {
    assertThat(new Backoff(DAY, DAY).isPausing()).isFalse();
  }

  @Test
  void pausesAfterAFailure() {
    Backoff backoff = new Backoff(DAY, DAY);
    backoff.failed();

    assertThat(backoff.isPausing()).isTrue();
  }

  @Test
  void goesOnWhenThePauseIsOver() {
    Backoff backoff = new Backoff(NANO, DAY);
    backoff.failed();

    awaitEndOfPause(backoff);
  }

  /** Forty times double, a nanosecond is eighteen minutes. */
  @Test
  void pausesLongerWithEachFailureInARow() {
    Backoff backoff = new Backoff(NANO, DAY);
    failTimes(backoff, 41);

    assertThat(backoff.isPausing()).isTrue();
  }

  @Test
  void pausesNoLongerThanTheLongest() {
    Backoff backoff = new Backoff(NANO, Duration.ofMillis(1));
    failTimes(backoff, 10_000);

    awaitEndOfPause(backoff);
  }

  @Test
  void beginsWithTheShortestAgainWhenItWorked() {
    Backoff backoff = new Backoff(NANO, DAY);
    failTimes(backoff, 100);
    backoff.worked();
    backoff.failed();

    awaitEndOfPause(backoff);
  }

  private static void failTimes(Backoff backoff, int times) {
    for (int i = 0; i < times; i++) {
      backoff.failed();
    }
  }

  private static void awaitEndOfPause(Backoff backoff) {
    Awaitility.await().pollDelay(Duration.ZERO).until(() -> !backoff.isPausing());
  }
}
