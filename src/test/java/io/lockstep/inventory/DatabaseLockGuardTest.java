package io.lockstep.inventory;

import io.lockstep.locks.LockBackend;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;

@QuarkusTest
class DatabaseLockGuardTest extends FencedGuardContract {
  @Inject DatabaseLockGuard guard;

  @Override
  StockGuard guard() {
    return guard;
  }

  @Override
  LockBackend backend() {
    return locks.database();
  }
}
