package io.lockstep.locks.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.locks.waiting.Waiter.State;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class WaiterUnitTest {
  private static Vertx vertx;

  private final AtomicReference<Waiter<String, String>> made = new AtomicReference<>();
  private final CompletableFuture<Optional<String>> caller =
      Uni.createFrom()
          .<Optional<String>>emitter(
              emitter ->
                  made.set(new Waiter<>(vertx, emitter, "anna", Duration.ofMillis(100), null)))
          .subscribeAsCompletionStage();
  private final Waiter<String, String> waiter = made.get();

  @BeforeAll
  static void makeTimers() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void endTimers() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void leavesTheLineOnce() {
    assertThat(waiter.isWaiting()).isTrue();
    assertThat(waiter.leaves(State.BEING_SERVED)).isTrue();
    assertThat(waiter.isWaiting()).isFalse();
    assertThat(waiter.leaves(State.GONE)).isFalse();
    assertThat(waiter.leaves(State.BEING_SERVED)).isFalse();
  }

  @Test
  void isServedOnlyByWhomTookItOutOfTheLine() {
    assertThat(waiter.served("early")).isFalse();
    assertThat(waiter.leaves(State.BEING_SERVED)).isTrue();
    assertThat(waiter.served("it")).isTrue();
    assertThat(waiter.served("again")).isFalse();

    assertThat(caller).isCompletedWithValue(Optional.of("it"));
  }

  @Test
  void isNotServedWhenItsCallerHasGoneMeanwhile() {
    waiter.leaves(State.BEING_SERVED);
    waiter.gone();

    assertThat(waiter.served("it")).isFalse();
    assertThat(waiter.comesBack()).isFalse();
    assertThat(caller).isNotDone();
  }

  @Test
  void waitsAgainWhenItComesBack() {
    assertThat(waiter.comesBack()).isFalse();
    waiter.leaves(State.BEING_SERVED);

    assertThat(waiter.comesBack()).isTrue();
    assertThat(waiter.isWaiting()).isTrue();
  }

  @Test
  void isOverdueWhenItsWaitIsOver() throws Exception {
    CompletableFuture<Boolean> overdue = new CompletableFuture<>();
    waiter.expireAfter(Duration.ZERO, () -> overdue.complete(waiter.isOverdue()));

    assertThat(overdue.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void isNotOverdueBefore() {
    waiter.expireAfter(Duration.ofHours(1), () -> {});

    assertThat(waiter.isOverdue()).isFalse();
    waiter.cancelTimer();
  }

  @RepeatedTest(20)
  void looksAgainAfterOnceToOneAndAHalfTimesItsDelay() {
    assertThat(waiter.jitteredDelay()).isBetween(100L, 149L);
  }

  @Test
  void failsItsCaller() {
    waiter.fail(new IllegalStateException("no server"));

    assertThat(caller).isCompletedExceptionally();
  }
}
