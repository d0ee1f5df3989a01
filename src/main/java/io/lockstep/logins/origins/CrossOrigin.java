package io.lockstep.logins.origins;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.problems.HttpProblems;
import io.lockstep.security.Caller;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Holds the pages of other origins off. Nothing but its address protects the open service, and a
 * browser on the same machine reaches that for any page: so it answers only to names that no page
 * can have resolved to loopback (DNS rebinding), and changes nothing for pages of other machines.
 * Where CORS is configured the origins that it does not name are refused as the framework would,
 * but in the form of all refusals.
 */
@ApplicationScoped
class CrossOrigin {
  private static final int BEHIND_LIMITING = 1970;
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final AllowedOrigins allowed;
  private final String host;

  CrossOrigin(AllowedOrigins allowed, @ConfigProperty(name = "quarkus.http.host") String host) {
    this.allowed = allowed;
    this.host = host;
  }

  void watch(@Observes Filters filters) {
    filters.register(this::handle, BEHIND_LIMITING);
  }

  private void handle(RoutingContext http) {
    boolean isOpen = Caller.of(http).kind() == Caller.Kind.OPEN;
    if (isOpen && !isNamedLocally(http.request())) {
      refuse(http, "The open service answers as localhost: Host is a name that could be another's");
    } else if (!isAllowed(http.request(), isOpen)) {
      refuse(http, "Pages of this origin may not send this");
    } else {
      http.next();
    }
  }

  /** A browser always says whom it asks. */
  private boolean isNamedLocally(HttpServerRequest request) {
    String named = request.getHeader(HttpHeaders.HOST);
    boolean isHeaderLocal = named == null || LocalName.isAskedIn(named, host);
    return isHeaderLocal
        && (request.authority() == null || LocalName.isAsked(request.authority().host(), host));
  }

  private boolean isAllowed(HttpServerRequest request, boolean isOpen) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return true;
    }
    if (allowed.isConfigured()) {
      return allowed.contains(origin, request);
    }
    return !isOpen || SAFE.contains(request.method()) || LocalName.isOf(origin, host);
  }

  private static void refuse(RoutingContext http, String detail) {
    HttpProblems.write(http, Problem.of(ProblemType.FOREIGN_ORIGIN, detail));
  }
}
