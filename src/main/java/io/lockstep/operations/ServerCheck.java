package io.lockstep.operations;

import io.smallrye.health.api.AsyncHealthCheck;

/** The readiness check of one server, whose state {@code GET /status} names. */
public interface ServerCheck extends AsyncHealthCheck {
  /** Whether there is such a server. */
  default boolean isSetUp() {
    return true;
  }
}
