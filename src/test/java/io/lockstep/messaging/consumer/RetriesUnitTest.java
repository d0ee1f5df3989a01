package io.lockstep.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.sql.Overloaded;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RetriesUnitTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Retries retries =
      new Retries("a.queue", 3, Duration.ofMillis(1), Duration.ofMillis(2));
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void triesOnceWhatSucceeds() {
    await(retries.run("id", failing(0, new IllegalStateException())));

    assertThat(calls).hasValue(1);
  }

  @Test
  void triesAgainWhatFails() {
    await(retries.run("id", failing(2, new IllegalStateException())));

    assertThat(calls).hasValue(3);
  }

  @Test
  void failsWithTheFailureOfTheLastAttempt() {
    assertThatThrownBy(
            () -> await(retries.run("id", failing(100, new IllegalStateException("no")))))
        .hasMessage("no");
    assertThat(calls).hasValue(retries.attempts());
  }

  @Test
  void doesNotCountWhileTheDatabaseIsBusy() {
    await(retries.run("id", failing(10, new Overloaded("test"))));

    assertThat(calls).hasValue(11);
  }

  @Test
  void countsAnAttemptThatThrows() {
    Supplier<Uni<Void>> throwing =
        () -> {
          calls.incrementAndGet();
          throw new IllegalArgumentException("thrown");
        };

    assertThatThrownBy(() -> await(retries.run("id", throwing))).hasMessage("thrown");
    assertThat(calls).hasValue(3);
  }

  @Test
  void waitsForTheDatabaseAndForNothingElse() {
    await(retries.whileTransient(failing(5, new Overloaded("test"))));
    assertThat(calls).hasValue(6);

    assertThatThrownBy(
            () -> await(retries.whileTransient(failing(100, new IllegalStateException("no")))))
        .hasMessage("no");
    assertThat(calls).hasValue(7);
  }

  private Supplier<Uni<Void>> failing(int times, RuntimeException failure) {
    AtomicInteger left = new AtomicInteger(times);
    return () -> {
      calls.incrementAndGet();
      return left.getAndDecrement() > 0
          ? Uni.createFrom().failure(failure)
          : Uni.createFrom().voidItem();
    };
  }

  private static void await(Uni<Void> uni) {
    uni.await().atMost(TIMEOUT);
  }
}
