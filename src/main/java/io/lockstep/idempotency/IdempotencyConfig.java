package io.lockstep.idempotency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of Idempotency-Key. */
@ConfigMapping(prefix = "lockstep.idempotency")
interface IdempotencyConfig {
  /** How long an answer is kept for repetitions of its request. */
  @WithDefault("24h")
  Duration retention();

  /** How often older ones are looked for. */
  @WithDefault("1m")
  Duration cleanup();
}
