package io.lockstep.platform;

import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Keeps the metrics finite whatever paths and methods callers think of. */
class Metrics {
  private static final String REQUESTS = "http.server.requests";
  private static final int MOST_PATHS = 200;
  private static final int MOST_METHODS = 20;

  @Produces
  @Singleton
  MeterFilter boundPaths() {
    return MeterFilter.maximumAllowableTags(REQUESTS, "uri", MOST_PATHS, MeterFilter.deny());
  }

  @Produces
  @Singleton
  MeterFilter boundMethods() {
    return MeterFilter.maximumAllowableTags(REQUESTS, "method", MOST_METHODS, MeterFilter.deny());
  }
}
