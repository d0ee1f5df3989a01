package io.lockstep.locks.leases;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class DatabaseLockTest extends LockContract {
  @Override
  LockBackend of(Locks instance) {
    return instance.database();
  }
}
