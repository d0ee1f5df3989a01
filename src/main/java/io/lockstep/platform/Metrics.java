package io.lockstep.platform;

import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Keeps the metrics finite whatever paths callers think of. */
class Metrics {
  private static final int MOST_PATHS = 200;

  @Produces
  @Singleton
  MeterFilter boundPaths() {
    return MeterFilter.maximumAllowableTags(
        "http.server.requests", "uri", MOST_PATHS, MeterFilter.deny());
  }
}
