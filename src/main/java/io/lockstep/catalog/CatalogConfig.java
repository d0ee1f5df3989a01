package io.lockstep.catalog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the catalogue. */
@ConfigMapping(prefix = "lockstep.catalog")
interface CatalogConfig {
  /** How often an instance looks for price adjustments to carry on. */
  @WithDefault("500ms")
  Duration adjustmentPoll();
}
