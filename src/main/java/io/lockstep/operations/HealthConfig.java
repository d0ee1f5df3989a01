package io.lockstep.operations;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the health checks. */
@ConfigMapping(prefix = "lockstep.health")
interface HealthConfig {
  /** How long a server may take to answer its check. */
  @WithDefault("2s")
  Duration timeout();

  /** How often the states of servers are looked at, to tell since when they are what they are. */
  @WithDefault("5s")
  Duration watch();
}
