package io.lockstep.locks.leases;

import static io.lockstep.locks.leases.LockContract.aName;
import static io.lockstep.locks.leases.LockContract.await;
import static io.lockstep.locks.leases.LockContract.held;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.locks.LockLost;
import io.lockstep.sql.Transactions;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Numbers grow in the order of the grants, whichever backend makes them and whatever Redis lost.
 */
@QuarkusTest
class FenceTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Inject Locks locks;
  @Inject OtherInstance other;
  @Inject Transactions transactions;
  @Inject LeaseCleanup forgetting;
  @Inject ReactiveRedisDataSource redis;

  private final Stack stack = Stack.current();

  @BeforeEach
  void awaitServers() {
    other.awaitLocks(locks, Locks::redlock);
    other.awaitLocks(locks, Locks::redis);
  }

  @Test
  void growsThroughAnyMixOfBackendsInstancesAndFlushes() {
    String name = aName();
    Random random = new Random(20_26);
    List<Long> fences = new ArrayList<>();
    List<String> story = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      if (random.nextInt(12) == 0) {
        await(redis.flushall());
        story.add("flush");
      }
      LockBackend backend = backends().get(random.nextInt(6));
      Lock lock = held(backend, LockRequest.of(name).waiting(TIMEOUT));
      fences.add(lock.fence());
      story.add(backend.wireName() + " " + lock.fence());
      await(lock.release().onFailure(LockLost.class).recoverWithNull());
    }
    assertThat(fences).as(story.toString()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aGrantThatBeganAfterAnotherWasMadeHasTheHigherNumber() {
    String name = aName();
    ConcurrentLinkedQueue<Observed> observed = new ConcurrentLinkedQueue<>();
    AtomicBoolean flushing = new AtomicBoolean(true);
    Uni<Void> flushes =
        Multi.createBy()
            .repeating()
            .uni(
                () ->
                    LockContract.pause(Duration.ofMillis(40))
                        .chain(() -> redis.flushall())
                        .replaceWith(true))
            .whilst(again -> flushing.get())
            .collect()
            .last()
            .replaceWithVoid();
    flushes.subscribe().with(done -> {}, failure -> {});
    LockContract.together(
        12, i -> hammer(backends().get(i % 6), name, observed, i % 3 == 1 ? 20 : 60));
    flushing.set(false);

    List<Observed> byEnd =
        observed.stream().sorted(Comparator.comparingLong(Observed::made)).toList();
    List<Observed> byBegin =
        observed.stream().sorted(Comparator.comparingLong(Observed::asked)).toList();
    long highest = 0;
    int made = 0;
    for (Observed next : byBegin) {
      for (; made < byEnd.size() && byEnd.get(made).made < next.asked; made++) {
        highest = Math.max(highest, byEnd.get(made).fence);
      }
      assertThat(next.fence).as("%s after %d", next, highest).isGreaterThan(highest);
    }
    assertThat(observed.stream().map(Observed::fence).distinct()).hasSameSizeAs(observed);
    assertThat(observed).hasSizeGreaterThan(300);
  }

  private static Uni<Integer> hammer(
      LockBackend backend, String name, ConcurrentLinkedQueue<Observed> observed, int times) {
    return Multi.createFrom()
        .range(0, times)
        .onItem()
        .transformToUniAndConcatenate(i -> observe(backend, name, observed))
        .collect()
        .last();
  }

  private static Uni<Integer> observe(
      LockBackend backend, String name, ConcurrentLinkedQueue<Observed> observed) {
    long asked = System.nanoTime();
    return backend
        .acquire(LockRequest.of(name).lasting(Duration.ofSeconds(2)).waiting(TIMEOUT))
        .map(Optional::orElseThrow)
        .invoke(
            lock ->
                observed.add(
                    new Observed(backend.wireName(), asked, System.nanoTime(), lock.fence())))
        .flatMap(lock -> lock.release())
        .onFailure(LockLost.class)
        .recoverWithNull()
        .replaceWith(1);
  }

  @Test
  void growsThroughARestartOfRedisAndWhileItIsGone() {
    String name = aName();
    List<Long> fences = new ArrayList<>();
    fences.add(grant(locks.redis(), name));
    fences.add(grant(other.locks().redis(), name));
    stack.kill(Server.REDIS);
    try {
      assertThat(await(locks.database().acquire(LockRequest.of(name)))).isEmpty();
      endBlockInASecond(name);
      fences.add(grant(locks.database(), name));
      fences.add(grant(other.locks().redlock(), name));
      fences.add(grant(other.locks().database(), name));
    } finally {
      stack.start(Server.REDIS);
    }
    awaitRedis(locks);
    awaitRedis(other.locks());
    fences.add(grant(locks.redis(), name));
    fences.add(grant(other.locks().redis(), name));
    fences.add(grant(locks.database(), name));
    assertThat(fences).isSorted().doesNotHaveDuplicates();
  }

  /** Redis hangs with a block of numbers: nobody else may number before the block's lease ends. */
  @Test
  void waitsForTheEndOfABlockThatASilentRedisMayStillUse() {
    String name = aName();
    long before = grant(locks.redis(), name);
    endCounterInASecond(name);
    stack.pause(Server.REDIS);
    try {
      assertThat(await(locks.database().acquire(LockRequest.of(name)))).isEmpty();
      endBlockInASecond(name);
      Lock after =
          held(other.locks().database(), LockRequest.of(name).waiting(Duration.ofSeconds(50)));
      assertThat(after.fence()).isGreaterThan(before);
      before = after.fence();
    } finally {
      stack.resume(Server.REDIS);
    }
    awaitRedis(locks);
    assertThat(grant(locks.redis(), name)).isGreaterThan(before);
  }

  @Test
  void growsThoughTheRowOfTheLockTableWasRemovedLongAfterItsEnd() {
    String name = aName();
    long redis = grant(locks.redis(), name);
    await(
        transactions.run(
            "test",
            tx ->
                tx.update(
                    """
                    UPDATE distributed_locks
                       SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 25 HOUR, block_until = NULL
                     WHERE lock_key = ?
                    """,
                    name)));
    Awaitility.await("the row is removed")
        .until(
            () -> {
              await(forgetting.forgetSome());
              return await(Uni.createFrom().deferred(() -> rows(name))) == 0;
            });
    // the block that Redis had is not known to the database any more: a test of the floor alone
    await(this.redis.flushall());
    long database = grant(locks.database(), name);
    assertThat(database).isGreaterThan(redis);
    assertThat(grant(other.locks().redis(), name)).isGreaterThan(database);
  }

  /** As if all but a second of the time had passed for which the database counts on the block. */
  private void endBlockInASecond(String name) {
    await(
        transactions.run(
            "test",
            tx ->
                tx.update(
                    """
                    UPDATE distributed_locks SET block_until = UTC_TIMESTAMP(6) + INTERVAL 1 SECOND
                     WHERE lock_key = ? AND block_until > UTC_TIMESTAMP(6) + INTERVAL 1 SECOND
                    """,
                    name)));
  }

  /** The same for Redis, whose counter of the block ends long before the database's lease. */
  private void endCounterInASecond(String name) {
    List<String> counters = await(redis.key().keys("lockstep:fence:{" + name + "}:*"));
    assertThat(counters).hasSize(1);
    assertThat(await(redis.key().pexpire(counters.get(0), 1000))).isTrue();
  }

  private Uni<Long> rows(String name) {
    return transactions
        .read(
            tx ->
                tx.first(
                    "SELECT COUNT(*) AS n FROM distributed_locks WHERE lock_key = ?",
                    row -> row.getLong("n"),
                    name))
        .map(found -> found.orElseThrow());
  }

  private static long grant(LockBackend backend, String name) {
    Lock lock = held(backend, LockRequest.of(name).waiting(TIMEOUT));
    long fence = lock.fence();
    await(lock.release());
    return fence;
  }

  private static void awaitRedis(Locks instance) {
    Awaitility.await("Redis is back")
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .until(() -> await(instance.redis().look("any")) != null);
  }

  private List<LockBackend> backends() {
    return Stream.of(locks, other.locks())
        .flatMap(it -> Stream.of(it.redis(), it.redlock(), it.database()))
        .toList();
  }

  private record Observed(String backend, long asked, long made, long fence) {}
}
