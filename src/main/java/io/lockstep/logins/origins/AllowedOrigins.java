package io.lockstep.logins.origins;

import io.quarkus.vertx.http.runtime.cors.CORSFilter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The origins whose pages CORS lets call, as the framework reads its settings. */
@ApplicationScoped
class AllowedOrigins {
  private static final List<String> ANY = List.of("*", "/.*/");

  private final boolean isConfigured;
  private final List<String> origins;
  private final List<Pattern> patterns;

  AllowedOrigins(
      @ConfigProperty(name = "quarkus.http.cors.enabled", defaultValue = "false")
          boolean isConfigured,
      @ConfigProperty(name = "quarkus.http.cors.origins") Optional<List<String>> origins) {
    this.isConfigured = isConfigured;
    this.origins = origins.orElse(List.of());
    this.patterns = CORSFilter.parseAllowedOriginsRegex(origins);
  }

  /** Whether there is anything to go by. */
  boolean isConfigured() {
    return isConfigured;
  }

  /** Whether pages of this origin may send this request. */
  boolean contains(String origin, HttpServerRequest request) {
    return origins.size() == 1 && ANY.contains(origins.get(0))
        || origins.contains(origin)
        || CORSFilter.isOriginAllowedByRegex(patterns, origin)
        || isSame(origin, request);
  }

  /** Whether the page came from the service itself. RFC 6454, 5. */
  private static boolean isSame(String origin, HttpServerRequest request) {
    String scheme = request.scheme() + "://";
    HostAndPort own = request.authority();
    if (own == null || !origin.startsWith(scheme)) {
      return false;
    }
    int usual = request.isSSL() ? 443 : 80;
    HostAndPort its = HostAndPort.parseAuthority(origin.substring(scheme.length()), usual);
    return its != null
        && its.host().equalsIgnoreCase(own.host())
        && its.port() == (own.port() < 0 ? usual : own.port());
  }
}
