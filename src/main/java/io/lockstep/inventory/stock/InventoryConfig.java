package io.lockstep.inventory.stock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of stock and reservations. */
@ConfigMapping(prefix = "lockstep.inventory")
public interface InventoryConfig {
  /** The guard of reservations that name none, by its wire name. */
  @WithDefault("group-commit")
  String guard();

  /** How long a reservation is held that does not say. */
  @WithDefault("900s")
  Duration reservationTtl();

  /** How often lapsed reservations are looked for. */
  @WithDefault("1s")
  Duration sweepInterval();

  /** Most lapsed reservations that one transaction expires. */
  @WithDefault("500")
  int sweepBatch();

  /** After this the lock of a guard that locks outside the row ends by itself. */
  @WithDefault("10s")
  Duration lockTtl();

  /** How long such a guard waits for its lock; past it the stock is busy. */
  @WithDefault("5s")
  Duration lockWait();
}
