package io.lockstep.reports;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of reports. */
@ConfigMapping(prefix = "lockstep.reports")
interface ReportsConfig {
  /** The currency of revenue where there is none, or where there are several and none is chosen. */
  @WithDefault("EUR")
  String currency();
}
