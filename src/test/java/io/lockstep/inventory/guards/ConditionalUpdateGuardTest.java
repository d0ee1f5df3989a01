package io.lockstep.inventory.guards;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;

@QuarkusTest
class ConditionalUpdateGuardTest extends StockGuardContract {
  @Inject ConditionalUpdateGuard guard;

  @Override
  StockGuard guard() {
    return guard;
  }
}
