package io.lockstep.inventory.guards;

import io.lockstep.locks.leases.LockBackend;
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
