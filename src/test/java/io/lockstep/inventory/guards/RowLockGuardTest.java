package io.lockstep.inventory.guards;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;

@QuarkusTest
class RowLockGuardTest extends StockGuardContract {
  @Inject RowLockGuard guard;

  @Override
  StockGuard guard() {
    return guard;
  }
}
