package io.lockstep.http.requests;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Keeps the metrics finite whatever paths and methods callers think of. */
class Metrics {
  private static final String REQUESTS = "http.server.requests";
  private static final String URI = "uri";
  private static final String UNKNOWN = "UNKNOWN";
  private static final int MOST_METHODS = 20;

  /** What the framework itself calls a request, and the pages that are no resources of ours. */
  private static final Set<String> OF_THE_FRAMEWORK =
      Set.of(
          "NOT_FOUND",
          "REDIRECTION",
          "root",
          "/q/health",
          "/q/health/live",
          "/q/health/ready",
          "/q/health/started",
          "/q/metrics",
          "/q/openapi");

  /** A request that was refused before it met a resource is tagged with its raw path otherwise. */
  @Produces
  @Singleton
  MeterFilter knownPaths() {
    return new MeterFilter() {
      private volatile Set<String> templates;

      @Override
      public Meter.Id map(Meter.Id id) {
        if (!id.getName().equals(REQUESTS)) {
          return id;
        }
        String uri = id.getTag(URI);
        return uri == null || OF_THE_FRAMEWORK.contains(uri) || isTemplate(uri)
            ? id
            : id.replaceTags(withUnknown(id.getTags()));
      }

      private boolean isTemplate(String uri) {
        if (templates == null) {
          templates = PathTemplates.all();
        }
        return templates.contains(uri);
      }
    };
  }

  private static List<Tag> withUnknown(List<Tag> tags) {
    return tags.stream().map(tag -> tag.getKey().equals(URI) ? Tag.of(URI, UNKNOWN) : tag).toList();
  }

  @Produces
  @Singleton
  MeterFilter boundMethods() {
    return MeterFilter.maximumAllowableTags(REQUESTS, "method", MOST_METHODS, MeterFilter.deny());
  }
}
