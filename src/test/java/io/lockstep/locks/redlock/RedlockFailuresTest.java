package io.lockstep.locks.redlock;

import static io.lockstep.locks.leases.LockContract.aName;
import static io.lockstep.locks.leases.LockContract.await;
import static io.lockstep.locks.leases.LockContract.held;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.locks.LocksUnavailable;
import io.lockstep.locks.leases.Lock;
import io.lockstep.locks.leases.LockBackend;
import io.lockstep.locks.leases.LockContract;
import io.lockstep.locks.leases.LockRequest;
import io.lockstep.locks.leases.Locks;
import io.lockstep.locks.leases.OtherInstance;
import io.lockstep.testing.Management;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redlock on bad days: never two holders, and progress as long as three of five servers live. */
@QuarkusTest
@TestProfile(RedlockFailuresTest.WithoutEarlierLeases.class)
class RedlockFailuresTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Duration TTL = Duration.ofSeconds(3);

  private static boolean isForgotten;

  @Inject Locks locks;
  @Inject OtherInstance other;

  private final Stack stack = Stack.current();

  @BeforeEach
  void awaitServers() {
    if (!isForgotten) {
      forgetEarlierLeases();
      isForgotten = true;
    }
    other.awaitLocks(locks, Locks::redlock);
  }

  /**
   * A server that is restarted abstains until the longest lease of all ends, which may be an hour
   * away after other tests.
   */
  private static void forgetEarlierLeases() {
    Tables tables = Tables.of(Stack.current());
    tables.run("UPDATE lock_marks SET value = 0 WHERE mark = 'redlock-lease-horizon'");
    tables.run("UPDATE redlock_servers SET trusted_from = UTC_TIMESTAMP(6)");
  }

  @Test
  void goesOnWithOneHolderWhileTwoServersAreKilledHungAndRestartedEmpty() {
    Callers callers = new Callers(aName());
    callers.start();
    try {
      callers.awaitProgress();
      stack.kill(Server.REDLOCK_1);
      stack.kill(Server.REDLOCK_4);
      callers.awaitProgress();
      stack.start(Server.REDLOCK_1);
      stack.start(Server.REDLOCK_4);
      callers.awaitProgress();
      stack.pause(Server.REDLOCK_2);
      stack.pause(Server.REDLOCK_5);
      other.awaitLocks(locks, Locks::redlock);
      callers.awaitProgress();
      stack.resume(Server.REDLOCK_2);
      stack.resume(Server.REDLOCK_5);
      callers.awaitProgress();
    } finally {
      try {
        restoreServers();
      } finally {
        callers.stop();
      }
    }
    callers.assertNeverTwo();
  }

  @Test
  void aServerThatWasRestartedDoesNotVoteForALockThatItHasForgotten() {
    String name = aName();
    Lock lock = held(locks.redlock(), LockRequest.of(name).lasting(Duration.ofSeconds(12)));
    try {
      // it has at least three of five votes; three servers forget theirs
      for (Server server : List.of(Server.REDLOCK_1, Server.REDLOCK_2, Server.REDLOCK_3)) {
        stack.kill(server);
        stack.start(server);
      }
      while (lock.validity().compareTo(Duration.ofSeconds(1)) > 0) {
        assertThat(isGrantedToTheOther(name)).as("a second holder").isFalse();
        await(LockContract.pause(Duration.ofMillis(100)));
      }
    } finally {
      restoreServers();
    }
    Lock next =
        Awaitility.await("the servers vote again")
            .atMost(TIMEOUT)
            .ignoreExceptions()
            .until(() -> held(other.locks().redlock(), LockRequest.of(name)), it -> true);
    assertThat(next.fence()).isPositive();
  }

  /** One instance notices that servers were flushed; another must not trust them for that. */
  @Test
  void aServerThatWasFlushedDoesNotVoteWhicheverInstanceNoticed() {
    String name = aName();
    Lock lock = held(locks.redlock(), LockRequest.of(name).lasting(Duration.ofSeconds(12)));
    // votes that prove that the other instance trusts all servers now
    await(held(other.locks().redlock(), LockRequest.of(aName())).release());
    List<String> addresses =
        List.of(stack.setting("LOCKSTEP_LOCKS_REDLOCK_SERVERS").split(",")).subList(0, 3);
    addresses.forEach(RedlockFailuresTest::flush);
    await(
        locks
            .redlock()
            .acquire(LockRequest.of(aName()).lasting(TTL))
            .onFailure(LocksUnavailable.class)
            .recoverWithItem(Optional.empty()));
    while (lock.validity().compareTo(Duration.ofSeconds(1)) > 0) {
      assertThat(isGrantedToTheOther(name)).as("a second holder").isFalse();
      await(LockContract.pause(Duration.ofMillis(100)));
    }
    Awaitility.await("the servers vote again")
        .atMost(TIMEOUT)
        .until(() -> isGrantedToTheOther(name));
  }

  private boolean isGrantedToTheOther(String name) {
    return await(
        other
            .locks()
            .redlock()
            .acquire(LockRequest.of(name).lasting(TTL))
            .map(Optional::isPresent)
            .onFailure(LocksUnavailable.class)
            .recoverWithItem(false));
  }

  private static void flush(String address) {
    URI uri = URI.create(address);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('+');
    } catch (IOException unreachable) {
      throw new UncheckedIOException(unreachable);
    }
  }

  @Test
  void withoutAQuorumNothingIsGrantedAndReadinessSaysSo() {
    try {
      stack.pause(Server.REDLOCK_1);
      stack.kill(Server.REDLOCK_2);
      stack.kill(Server.REDLOCK_3);
      assertThatThrownBy(() -> await(locks.redlock().acquire(LockRequest.of(aName()))))
          .isInstanceOf(LocksUnavailable.class);
      Awaitility.await("readiness says degraded")
          .atMost(TIMEOUT)
          .until(
              () ->
                  "degraded"
                      .equals(
                          given()
                              .get(Management.ofTest("/q/health/ready"))
                              .then()
                              .statusCode(200)
                              .extract()
                              .path("checks.find { it.name == 'redlock' }.data.state")));
      given()
          .contentType("application/json")
          .body("{\"backend\": \"redlock\"}")
          .post("/locks/" + aName())
          .then()
          .statusCode(503);
    } finally {
      restoreServers();
    }
  }

  /** Whatever state a failed test left them in. */
  private void restoreServers() {
    for (Server server :
        List.of(
            Server.REDLOCK_1,
            Server.REDLOCK_2,
            Server.REDLOCK_3,
            Server.REDLOCK_4,
            Server.REDLOCK_5)) {
      try {
        stack.resume(server);
      } catch (IllegalStateException notRunning) {
        stack.start(server);
      }
    }
    other.awaitLocks(locks, Locks::redlock);
  }

  /** Eight callers on two instances who want the same lock again and again. */
  private final class Callers {
    private final LockRequest request;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private List<CompletableFuture<Boolean>> running;

    Callers(String name) {
      request = LockRequest.of(name).lasting(TTL).waiting(Duration.ofSeconds(2));
    }

    void start() {
      running =
          IntStream.range(0, 8)
              .mapToObj(i -> (i % 2 == 0 ? locks : other.locks()).redlock())
              .map(backend -> again(backend).subscribeAsCompletionStage())
              .toList();
    }

    private Uni<Boolean> again(LockBackend backend) {
      return Multi.createBy()
          .repeating()
          .uni(() -> turn(backend))
          .whilst(more -> going.get())
          .collect()
          .last();
    }

    private Uni<Boolean> turn(LockBackend backend) {
      return backend
          .withLock(
              request,
              lock -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                return LockContract.pause(Duration.ofMillis(2))
                    .onTermination()
                    .invoke(inside::decrementAndGet)
                    .invoke(done -> turns.incrementAndGet())
                    .replaceWith(true);
              })
          .onFailure()
          .recoverWithUni(() -> LockContract.pause(Duration.ofMillis(20)).replaceWith(false));
    }

    void awaitProgress() {
      int before = turns.get();
      Awaitility.await("progress").atMost(TIMEOUT).until(() -> turns.get() > before + 20);
    }

    void stop() {
      going.set(false);
      running.forEach(one -> one.orTimeout(60, TimeUnit.SECONDS).join());
    }

    void assertNeverTwo() {
      assertThat(most).hasValue(1);
    }
  }

  /** A service that has not granted any lease yet, and so relies on none that is noted. */
  public static class WithoutEarlierLeases implements QuarkusTestProfile {}
}
