package io.lockstep.locks.leases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.locks.LockLost;
import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every lock backend keeps. */
public abstract class LockContract {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Inject Locks locks;
  @Inject OtherInstance other;
  @Inject Transactions transactions;
  @Inject Vertx vertx;

  abstract LockBackend of(Locks instance);

  private LockBackend ours() {
    return of(locks);
  }

  private LockBackend theirs() {
    return of(other.locks());
  }

  @BeforeEach
  void awaitServers() {
    other.awaitLocks(locks, this::of);
  }

  @Test
  void grantsToOneOfFiftyCallersOnTwoInstances() {
    LockRequest request = LockRequest.of(aName());
    List<Optional<Lock>> answers =
        together(50, i -> (i % 2 == 0 ? ours() : theirs()).acquire(request));
    assertThat(answers.stream().filter(Optional::isPresent)).hasSizeLessThanOrEqualTo(1);
    answers.stream().flatMap(Optional::stream).forEach(lock -> await(lock.release()));
    assertThat(await(ours().acquire(request))).isPresent();
  }

  @Test
  void neverLetsTwoOfFiftyWaitingCallersWorkAtATime() {
    String name = aName();
    LockRequest request = LockRequest.of(name).waiting(TIMEOUT);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Long> fences = new CopyOnWriteArrayList<>();
    List<Boolean> done =
        together(
            50,
            i ->
                (i % 2 == 0 ? ours() : theirs())
                    .withLock(
                        request,
                        lock -> {
                          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                          fences.add(lock.fence());
                          return pause(Duration.ofMillis(1))
                              .invoke(inside::decrementAndGet)
                              .replaceWith(true);
                        }));
    assertThat(done).hasSize(50);
    assertThat(most).hasValue(1);
    assertThat(fences).hasSize(50).isSorted().doesNotHaveDuplicates();
  }

  /** Also when it has been handed on within the instance for as often as others can be asked to. */
  @Test
  void wakesTheNextOfACrowdWhateverTheRetryDelay() {
    LockRequest request = LockRequest.of(aName()).retrying(12, Duration.ofSeconds(5));
    long began = System.nanoTime();
    List<Boolean> done =
        together(200, i -> ours().withLock(request, lock -> Uni.createFrom().item(true)));
    assertThat(done).hasSize(200).containsOnly(true);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aLockThatIsNotReleasedEndsWithItsTtlAndIsTakenOver() {
    String name = aName();
    Lock first = held(ours(), LockRequest.of(name).lasting(Duration.ofMillis(300)));
    assertThat(first.validity()).isPositive().isLessThanOrEqualTo(Duration.ofMillis(300));
    Lock second = held(theirs(), LockRequest.of(name).waiting(TIMEOUT));
    assertThat(first.isHeld()).isFalse();
    assertThat(second.fence()).isPositive();
    assertThatThrownBy(first::fence).isInstanceOf(LockLost.class);
    assertThatThrownBy(() -> await(first.renew(Duration.ofSeconds(1))))
        .isInstanceOf(LockLost.class);
    assertThatThrownBy(() -> await(first.release())).isInstanceOf(LockLost.class);
    assertThat(await(ours().acquire(LockRequest.of(name)))).isEmpty();
  }

  @Test
  void aRenewedLockLastsLonger() {
    String name = aName();
    Lock lock = held(ours(), LockRequest.of(name).lasting(Duration.ofMillis(500)));
    await(lock.renew(Duration.ofSeconds(30)));
    assertThat(lock.validity()).isGreaterThan(Duration.ofSeconds(20));
    await(pause(Duration.ofMillis(600)));
    assertThat(await(theirs().acquire(LockRequest.of(name)))).isEmpty();
    assertThat(await(theirs().look(name)).orElseThrow().remaining())
        .isGreaterThan(Duration.ofSeconds(15));
  }

  @Test
  void aLockThatRenewsItselfOutlivesItsTtlUntilItIsReleased() {
    String name = aName();
    LockRequest request = LockRequest.of(name).lasting(Duration.ofMillis(900)).renewed();
    Lock lock = held(ours(), request);
    await(pause(Duration.ofMillis(2500)));
    assertThat(lock.isHeld()).isTrue();
    assertThat(await(theirs().acquire(LockRequest.of(name)))).isEmpty();
    await(lock.release());
    assertThat(await(theirs().acquire(LockRequest.of(name)))).isPresent();
  }

  @Test
  void aStrangerCanNeitherReleaseNorRenew() {
    String name = aName();
    Lock lock = held(ours(), LockRequest.of(name));
    LockToken forged = new LockToken(lock.backend(), lock.fence(), "x".repeat(22));
    assertThatThrownBy(() -> await(theirs().release(name, forged))).isInstanceOf(LockLost.class);
    assertThatThrownBy(() -> await(theirs().renew(name, forged, Duration.ofHours(1))))
        .isInstanceOf(LockLost.class);
    assertThat(await(theirs().acquire(LockRequest.of(name)))).isEmpty();
    assertThat(await(ours().look(name)).orElseThrow().remaining())
        .isLessThanOrEqualTo(Duration.ofSeconds(10));
    await(theirs().release(name, LockToken.parse(lock.token()).orElseThrow()));
    assertThat(await(ours().look(name))).isEmpty();
  }

  @Test
  void aReleasedHandleRefusesFurtherUse() {
    Lock lock = held(ours(), LockRequest.of(aName()));
    await(lock.release());
    assertThat(lock.isHeld()).isFalse();
    assertThatThrownBy(lock::fence).isInstanceOf(LockLost.class);
    assertThatThrownBy(() -> await(lock.release())).isInstanceOf(LockLost.class);
    assertThatThrownBy(() -> await(lock.renew(Duration.ofSeconds(1)))).isInstanceOf(LockLost.class);
  }

  @Test
  void theFenceGrowsWithEachOfThousandsOfGrantsOnTwoInstances() {
    int names = 20;
    int each = 10_000 / names;
    List<List<Long>> fences =
        together(
            names,
            i -> {
              String name = aName();
              return Multi.createFrom()
                  .range(0, each)
                  .onItem()
                  .transformToUniAndConcatenate(turn -> grantAndRelease(name, turn))
                  .collect()
                  .asList();
            });
    assertThat(fences)
        .allSatisfy(ofName -> assertThat(ofName).hasSize(each).isSorted().doesNotHaveDuplicates());
  }

  private Uni<Long> grantAndRelease(String name, int turn) {
    return (turn % 2 == 0 ? ours() : theirs())
        .withLock(
            LockRequest.of(name).waiting(TIMEOUT), lock -> Uni.createFrom().item(lock.fence()));
  }

  /** It would look again by itself only after half a minute. */
  @Test
  void aWaitingCallerOfAnotherInstanceIsServedByTheReleaseAndNotByItsNextLook() {
    other.awaitWakeups();
    for (int i = 0; i < 31; i++) {
      String name = aName();
      Lock lock = held(ours(), LockRequest.of(name).lasting(TIMEOUT));
      CompletableFuture<Optional<Lock>> served =
          theirs()
              .acquire(LockRequest.of(name).retrying(2, Duration.ofSeconds(30)))
              .subscribeAsCompletionStage();
      await(pause(Duration.ofMillis(20)));
      assertThat(served).isNotDone();
      await(lock.release());
      assertThat(served).succeedsWithin(Duration.ofSeconds(10)).satisfies(it -> it.orElseThrow());
    }
  }

  @Test
  void whoWaitsTooLongGoesEmpty() {
    String name = aName();
    held(ours(), LockRequest.of(name));
    long began = System.nanoTime();
    assertThat(await(ours().acquire(LockRequest.of(name).waiting(Duration.ofMillis(250)))))
        .isEmpty();
    assertThat(await(theirs().acquire(LockRequest.of(name).retrying(3, Duration.ofMillis(50)))))
        .isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(390), Duration.ofSeconds(20));
  }

  @Test
  void aWaitingCallerWhoGoesAwayLeavesTheLockToTheNext() {
    String name = aName();
    Lock lock = held(ours(), LockRequest.of(name));
    LockRequest waiting = LockRequest.of(name).waiting(TIMEOUT);
    AtomicBoolean gotAway = new AtomicBoolean();
    Cancellable gone =
        ours().acquire(waiting).subscribe().with(granted -> gotAway.set(true), failure -> {});
    CompletableFuture<Optional<Lock>> next = ours().acquire(waiting).subscribeAsCompletionStage();
    gone.cancel();
    await(lock.release());
    assertThat(next.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join()).isPresent();
    assertThat(gotAway).isFalse();
  }

  /** Its attempt may be under way or won, and the lock may be on its way to it. */
  @Test
  void aCallerWhoGoesAwayAtAnyMomentLeavesTheLockToTheNext() {
    LockRequest waiting = LockRequest.of(aName()).lasting(TIMEOUT).waiting(TIMEOUT);
    for (int i = 0; i < 50; i++) {
      goAwayAfter(i % 5, ours(), waiting);
      List<CompletableFuture<Void>> others =
          Stream.of(ours(), theirs())
              .map(it -> it.acquire(waiting).chain(lock -> lock.orElseThrow().release()))
              .map(Uni::subscribeAsCompletionStage)
              .toList();
      assertThat(others).allSatisfy(it -> assertThat(it).succeedsWithin(Duration.ofSeconds(30)));
    }
  }

  /** As a request does: its event loop tells it of a grant, and that its caller has gone. */
  private void goAwayAfter(int millis, LockBackend backend, LockRequest request) {
    Context eventLoop = vertx.getOrCreateContext();
    eventLoop.runOnContext(
        none -> {
          Cancellable waiting =
              backend
                  .acquire(request)
                  .flatMap(lock -> lock.orElseThrow().release())
                  .subscribe()
                  .with(released -> {}, failure -> {});
          if (millis == 0) {
            waiting.cancel();
          } else {
            vertx.setTimer(millis, timer -> waiting.cancel());
          }
        });
  }

  @Test
  void theLossOfTheLockStopsTheWorkBeforeItCommits() {
    String name = aName();
    String row = "contract/" + name;
    AtomicBoolean cancelled = new AtomicBoolean();
    Uni<Integer> work =
        ours()
            .withLock(
                LockRequest.of(name).lasting(Duration.ofMillis(800)),
                lock ->
                    transactions.run(
                        "test",
                        tx ->
                            tx.update(
                                    "INSERT INTO lock_marks (mark, value) VALUES (?, 1)",
                                    row.substring(0, 32))
                                .call(() -> pause(Duration.ofSeconds(8)))
                                .onCancellation()
                                .invoke(() -> cancelled.set(true))));
    assertThatThrownBy(() -> await(work)).isInstanceOf(LockLost.class);
    Awaitility.await("the work is told").untilTrue(cancelled);
    Awaitility.await("the transaction is rolled back, and nobody holds its row")
        .untilAsserted(() -> assertThat(deleteMark(row.substring(0, 32))).isZero());
  }

  private int deleteMark(String mark) {
    return await(
        transactions.run("test", tx -> tx.update("DELETE FROM lock_marks WHERE mark = ?", mark)));
  }

  @Test
  void workEndsWithTheLockReleasedWhateverBecomesOfIt() {
    LockRequest request = LockRequest.of(aName());
    int answer = await(ours().withLock(request, lock -> Uni.createFrom().item(7)));
    assertThat(answer).isEqualTo(7);
    Uni<Integer> failing =
        ours()
            .withLock(
                request, lock -> Uni.createFrom().failure(new IllegalStateException("bad work")));
    assertThatThrownBy(() -> await(failing)).hasMessage("bad work");
    Uni<Integer> throwing =
        ours()
            .withLock(
                request,
                lock -> {
                  throw new IllegalStateException("worse work");
                });
    assertThatThrownBy(() -> await(throwing)).hasMessage("worse work");
    Lock lock = held(theirs(), request);
    Uni<Integer> locked = ours().withLock(request, held -> Uni.createFrom().item(7));
    assertThatThrownBy(() -> await(locked)).isInstanceOf(LockBackend.Busy.class);
    await(lock.release());
  }

  @Test
  void severalNamesAreHadTogetherOrNotAtAll() {
    String prefix = aName().substring(0, 40);
    List<String> names = List.of(prefix + "c", prefix + "a", prefix + "b");
    LockRequest request = LockRequest.of("any").waiting(Duration.ofMillis(50));
    Lock last = held(theirs(), LockRequest.of(prefix + "c"));
    assertThat(await(ours().acquireAll(names, request))).isEmpty();
    assertThat(await(theirs().look(prefix + "a"))).isEmpty();
    assertThat(await(theirs().look(prefix + "b"))).isEmpty();
    await(last.release());
    List<Lock> all = await(ours().acquireAll(names, request)).orElseThrow();
    assertThat(all).extracting(Lock::name).isSorted().hasSize(3);
    assertThat(await(theirs().acquire(LockRequest.of(prefix + "b")))).isEmpty();
    all.forEach(lock -> await(lock.release()));
  }

  @Test
  void callersWhoWantTheSameNamesInDifferentOrderDoNotBlockEachOther() {
    String prefix = aName().substring(0, 40);
    LockRequest request = LockRequest.of("any").waiting(TIMEOUT);
    List<Integer> done =
        together(
            12,
            i ->
                (i % 2 == 0 ? ours() : theirs())
                    .withLocks(
                        i % 3 == 0
                            ? List.of(prefix + "a", prefix + "b")
                            : List.of(prefix + "b", prefix + "a"),
                        request,
                        held -> Uni.createFrom().item(held.size())));
    assertThat(done).hasSize(12).containsOnly(2);
  }

  public static String aName() {
    return "lock-" + UUID.randomUUID();
  }

  public static Lock held(LockBackend backend, LockRequest request) {
    return await(backend.acquire(request)).orElseThrow();
  }

  public static <T> T await(Uni<T> uni) {
    return uni.await().atMost(TIMEOUT);
  }

  public static Uni<Void> pause(Duration time) {
    return Uni.createFrom().voidItem().onItem().delayIt().by(time);
  }

  /** All at once. */
  public static <T> List<T> together(int callers, Function<Integer, Uni<T>> call) {
    List<Uni<T>> calls = IntStream.range(0, callers).boxed().map(call).toList();
    return Uni.join().all(calls).andCollectFailures().await().atMost(Duration.ofMinutes(2));
  }
}
