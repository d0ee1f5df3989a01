package io.lockstep.inventory.guards;

import static io.lockstep.inventory.stock.StockFixture.aSku;

import io.lockstep.locks.leases.LockBackend;
import io.lockstep.locks.leases.LockRequest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RedlockGuardTest extends FencedGuardContract {
  @Inject RedlockGuard guard;

  private final Stack stack = Stack.current();

  @BeforeEach
  void awaitQuorum() {
    Awaitility.await("a quorum votes")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> await(backend().acquire(LockRequest.of(aSku()))).isPresent());
  }

  @Test
  void reservesUnderTheRowLockWithoutAQuorum() {
    stack.pause(Server.REDLOCK_1);
    stack.pause(Server.REDLOCK_2);
    stack.pause(Server.REDLOCK_3);
    try {
      reservesWithoutTheServersOfTheLock();
      awaitReadiness("redlock", "degraded");
    } finally {
      stack.resume(Server.REDLOCK_1);
      stack.resume(Server.REDLOCK_2);
      stack.resume(Server.REDLOCK_3);
    }
    awaitReadiness("redlock", "null");
  }

  @Override
  StockGuard guard() {
    return guard;
  }

  @Override
  LockBackend backend() {
    return locks.redlock();
  }
}
