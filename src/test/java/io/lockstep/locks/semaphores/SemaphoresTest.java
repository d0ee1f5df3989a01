package io.lockstep.locks.semaphores;

import static io.lockstep.locks.leases.LockContract.aName;
import static io.lockstep.locks.leases.LockContract.await;
import static io.lockstep.locks.leases.LockContract.pause;
import static io.lockstep.locks.leases.LockContract.together;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.locks.leases.OtherInstance;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SemaphoresTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration TTL = Duration.ofSeconds(20);

  @Inject Semaphores semaphores;
  @Inject OtherInstance other;

  /** A fifth of the holders "die": they never give their permit back. */
  @Test
  void neverHasMoreThanSevenLivePermitsAmongTwoHundredCallersOfWhomSomeDie() {
    String name = aName();
    Duration ttl = Duration.ofMillis(600);
    AtomicInteger live = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Integer> served =
        together(
            200,
            i ->
                instance(i)
                    .acquire(name, 7, ttl, TIMEOUT)
                    .map(Optional::orElseThrow)
                    .flatMap(permit -> use(name, permit, ttl, i, live, most)));
    assertThat(served).hasSize(200);
    assertThat(most.get()).isBetween(1, 7);
    Awaitility.await("no permit outlives its ttl")
        .atMost(Duration.ofSeconds(5))
        .until(() -> await(semaphores.look(name)).orElseThrow().inUse() == 0);
    assertThat(await(semaphores.look(name)).orElseThrow().limit()).isEqualTo(7);
  }

  /** A permit is live for its holder for less than the ttl; the dead ones stop counting early. */
  private Uni<Integer> use(
      String name, Permit permit, Duration ttl, int i, AtomicInteger live, AtomicInteger most) {
    most.accumulateAndGet(live.incrementAndGet(), Math::max);
    if (i % 5 == 0) {
      return pause(ttl.dividedBy(2)).invoke(live::decrementAndGet).replaceWith(i);
    }
    return pause(Duration.ofMillis(1 + ThreadLocalRandom.current().nextInt(8)))
        .invoke(live::decrementAndGet)
        .chain(() -> instance(i + 1).release(name, permit.id()))
        .replaceWith(i);
  }

  private Semaphores instance(int i) {
    return i % 2 == 0 ? semaphores : other.semaphores();
  }

  @Test
  void isFullWhenAllPermitsAreTaken() {
    String name = aName();
    List<Optional<Permit>> answers =
        together(50, i -> instance(i).acquire(name, 3, TTL, Duration.ZERO));
    assertThat(answers.stream().filter(Optional::isPresent)).hasSize(3);
    assertThat(await(semaphores.look(name))).contains(new SemaphoreView(3, 3));
    assertThat(await(semaphores.acquire(name, 3, TTL, Duration.ofMillis(150)))).isEmpty();
  }

  @Test
  void aPermitIsGivenBackByIdAloneAndOnce() {
    String name = aName();
    Permit first = await(semaphores.acquire(name, 2, TTL, Duration.ZERO)).orElseThrow();
    await(semaphores.acquire(name, 2, TTL, Duration.ZERO)).orElseThrow();
    assertThat(await(other.semaphores().release(name, first.id()))).isTrue();
    assertThat(await(semaphores.release(name, first.id()))).isFalse();
    assertThat(await(semaphores.release(name, "nobody's"))).isFalse();
    assertThat(await(semaphores.look(name))).contains(new SemaphoreView(2, 1));
  }

  @Test
  void refusesAnotherLimitThanItHas() {
    String name = aName();
    await(semaphores.acquire(name, 2, TTL, Duration.ZERO)).orElseThrow();
    assertThatThrownBy(() -> await(other.semaphores().acquire(name, 3, TTL, Duration.ZERO)))
        .isInstanceOfSatisfying(
            SemaphoreLimitDiffers.class, differs -> assertThat(differs.limit()).isEqualTo(2));
    assertThat(await(semaphores.look(name))).contains(new SemaphoreView(2, 1));
    assertThat(await(semaphores.look(aName()))).isEmpty();
  }

  @Test
  void aRefusedCallerIsNoHarmToThoseWhoWaitBehindIt() {
    String name = aName();
    Permit first = await(semaphores.acquire(name, 1, TTL, Duration.ZERO)).orElseThrow();
    List<CompletableFuture<Optional<Permit>>> waiting =
        Stream.of(1, 3, 1)
            .map(
                limit -> semaphores.acquire(name, limit, TTL, TIMEOUT).subscribeAsCompletionStage())
            .toList();

    await(semaphores.release(name, first.id()));
    Permit second = waiting.get(0).orTimeout(30, TimeUnit.SECONDS).join().orElseThrow();
    assertThatThrownBy(() -> waiting.get(1).orTimeout(30, TimeUnit.SECONDS).join())
        .hasRootCauseInstanceOf(SemaphoreLimitDiffers.class);
    await(semaphores.release(name, second.id()));

    assertThat(waiting.get(2).orTimeout(30, TimeUnit.SECONDS).join()).isPresent();
  }

  @Test
  void aWaitingCallerIsWokenByTheReleaseOnAnotherInstance() {
    other.awaitWakeups();
    List<Long> micros = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      String name = aName();
      Permit permit = await(semaphores.acquire(name, 1, TTL, Duration.ZERO)).orElseThrow();
      CompletableFuture<Long> served =
          other
              .semaphores()
              .acquire(name, 1, TTL, TIMEOUT)
              .map(granted -> System.nanoTime())
              .subscribeAsCompletionStage();
      await(pause(Duration.ofMillis(20)));
      assertThat(served).isNotDone();
      await(semaphores.release(name, permit.id()));
      long released = System.nanoTime();
      micros.add((served.join() - released) / 1000);
    }
    Collections.sort(micros);
    // by itself it would look again after 100 ms
    assertThat(micros.get(10)).as("median of %s µs", micros).isLessThan(50_000);
  }
}
