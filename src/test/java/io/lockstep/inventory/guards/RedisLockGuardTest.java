package io.lockstep.inventory.guards;

import io.lockstep.locks.leases.LockBackend;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RedisLockGuardTest extends FencedGuardContract {
  @Inject RedisLockGuard guard;

  private final Stack stack = Stack.current();

  @Test
  void reservesUnderTheRowLockWhileRedisIsGone() {
    stack.kill(Server.REDIS);
    try {
      reservesWithoutTheServersOfTheLock();
      awaitReadiness("redis", "degraded");
    } finally {
      stack.start(Server.REDIS);
    }
    awaitReadiness("redis", "null");
  }

  @Test
  void reservesUnderTheRowLockWhileRedisHangs() {
    stack.pause(Server.REDIS);
    try {
      reservesWithoutTheServersOfTheLock();
      awaitReadiness("redis", "degraded");
    } finally {
      stack.resume(Server.REDIS);
    }
    awaitReadiness("redis", "null");
  }

  @Override
  StockGuard guard() {
    return guard;
  }

  @Override
  LockBackend backend() {
    return locks.redis();
  }
}
