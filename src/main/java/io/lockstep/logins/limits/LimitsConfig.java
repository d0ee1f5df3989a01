package io.lockstep.logins.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the limits: in a window so many requests, and all of them at once if need be. */
@ConfigMapping(prefix = "lockstep.limits")
interface LimitsConfig {
  /** For each caller who has logged in, or anyone where no login is configured. */
  Caller caller();

  /** For each address, for those who have not logged in. */
  Address address();

  /** How many requests a failed login counts as. */
  @WithDefault("5")
  int failedLoginCost();

  /** How long Redis is waited for; until it answers again each instance counts for itself. */
  @WithDefault("250ms")
  Duration redisTimeout();

  /** Of a caller. */
  interface Caller {
    /** The most requests in a window. */
    @WithDefault("100000")
    int requests();

    /** The time in which that many come back. */
    @WithDefault("20s")
    Duration window();
  }

  /** Of an address. */
  interface Address {
    /** The most requests in a window. */
    @WithDefault("3000")
    int requests();

    /** The time in which that many come back. */
    @WithDefault("30s")
    Duration window();
  }
}
