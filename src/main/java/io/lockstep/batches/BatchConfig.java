package io.lockstep.batches;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of work that is done in batches. */
@ConfigMapping(prefix = "lockstep.batches")
interface BatchConfig {
  /**
   * How often an instance looks for price adjustments and salary raises of others to carry on;
   * those that it takes itself it begins at once.
   */
  @WithDefault("10s")
  Duration poll();
}
