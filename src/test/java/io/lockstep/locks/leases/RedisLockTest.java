package io.lockstep.locks.leases;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RedisLockTest extends LockContract {
  @Override
  LockBackend of(Locks instance) {
    return instance.redis();
  }
}
