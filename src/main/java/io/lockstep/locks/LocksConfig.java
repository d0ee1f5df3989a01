package io.lockstep.locks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of locks and semaphores. */
@ConfigMapping(prefix = "lockstep.locks")
public interface LocksConfig {
  /** How often an acquisition in the retrying form tries again. */
  @WithDefault("10")
  int retries();

  /** How far apart retries are, with jitter; also of callers whom no release woke. */
  @WithDefault("100ms")
  Duration retryDelay();

  /** How long Redis may take to answer; past it, it counts as away until it answers again. */
  @WithDefault("500ms")
  Duration redisTimeout();

  /** The independent Redis servers of Redlock, an odd number; every instance names them alike. */
  Optional<List<String>> redlockServers();

  /** How long one server of Redlock may take to answer. */
  @WithDefault("100ms")
  Duration redlockTimeout();

  /** How many fencing numbers Redis is given at a time, for each name. */
  @WithDefault("10000")
  long fenceBlock();

  /**
   * How long Redis may hand numbers out of one block. A grant by another backend waits for its end
   * where Redis does not answer.
   */
  @WithDefault("20s")
  Duration fenceLease();

  /** How often one instance may hand a lock from caller to caller before others get their turn. */
  @WithDefault("32")
  int passes();

  /** How long an ended lease stays in the lock table. */
  @WithDefault("24h")
  Duration retention();

  /** How often ended leases are looked for. */
  @WithDefault("1m")
  Duration cleanup();

  /** How long a semaphore's limit is remembered after its last use. */
  @WithDefault("24h")
  Duration semaphoreMemory();
}
