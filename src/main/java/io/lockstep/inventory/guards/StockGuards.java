package io.lockstep.inventory.guards;

import io.lockstep.http.Problem;
import io.lockstep.inventory.stock.InventoryConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import java.util.TreeMap;

/** The guards by wire name. */
@ApplicationScoped
class StockGuards {
  private final Map<String, StockGuard> byName = new TreeMap<>();
  private final InventoryConfig config;

  StockGuards(@Any Instance<StockGuard> guards, InventoryConfig config) {
    guards.forEach(guard -> byName.put(guard.wireName(), guard));
    this.config = config;
  }

  /** A service that could not reserve anything does not start. */
  void checkDefault(@Observes StartupEvent event) {
    if (!byName.containsKey(config.guard())) {
      throw new IllegalStateException(
          "lockstep.inventory.guard is " + config.guard() + ", not one of " + byName.keySet());
    }
  }

  /**
   * The guard of this name; the configured one for null.
   *
   * @throws Problem 400 if there is none
   */
  public StockGuard named(String name) {
    StockGuard guard = byName.get(name == null ? config.guard() : name);
    if (guard == null) {
      throw Problem.invalid("guard", "must be one of " + String.join(", ", byName.keySet()));
    }
    return guard;
  }
}
