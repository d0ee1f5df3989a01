package io.lockstep.logins.sessions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the sessions of the console. */
@ConfigMapping(prefix = "lockstep.console.sessions")
interface SessionsConfig {
  /** How long a session lasts, unless its key expires before. */
  @WithDefault("12h")
  Duration lifetime();

  /** How often the sessions that have ended are deleted. */
  @WithDefault("10m")
  Duration cleanup();
}
