package io.lockstep.sql;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of database access. */
@ConfigMapping(prefix = "lockstep.sql")
public interface SqlConfig {
  /** How long a transaction may take in all before its caller is told that the database is away. */
  @WithDefault("15s")
  Duration timeout();

  /** Most callers that wait for a connection; past it a caller hears "overloaded" at once. */
  @WithDefault("1024")
  int queue();

  /** How long one statement of an ordinary transaction waits for a row lock. */
  @WithDefault("5s")
  Duration lockWait();

  /**
   * How long all connections of the pool may be taken, and none given back, although the database
   * answers: after that liveness is DOWN, so that an orchestrator starts the service anew.
   */
  @WithDefault("60s")
  Duration poolStall();

  /** First delay before a deadlock is retried; later ones grow, with jitter. */
  @WithDefault("5ms")
  Duration retryDelay();

  /** Most items that one group commit takes into one transaction. */
  @WithDefault("256")
  int groupSize();

  /** Most items that wait for one group commit; past it a caller hears "overloaded" at once. */
  @WithDefault("4096")
  int groupQueue();
}
