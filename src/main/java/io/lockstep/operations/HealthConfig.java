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
}
