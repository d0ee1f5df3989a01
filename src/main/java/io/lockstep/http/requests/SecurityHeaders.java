package io.lockstep.http.requests;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * The headers for browsers: no answer is framed, or taken for what it does not say it is; JSON is
 * not kept, unless the answer says otherwise, and what was once reached over TLS is reached no
 * other way. (The framework's setting for such headers is a route with a path, at which a path that
 * cannot be decoded would fail before anything of ours sees it.)
 */
@ApplicationScoped
class SecurityHeaders {
  private static final int BEFORE_ALL_OTHERS = 3000;
  private static final String JSON = "json";
  private static final String TWO_YEARS = "max-age=63072000; includeSubDomains";

  void watch(@Observes Filters filters) {
    filters.register(SecurityHeaders::handle, BEFORE_ALL_OTHERS);
  }

  private static void handle(RoutingContext context) {
    context.addHeadersEndHandler(headOfAnswer -> complete(context));
    context.next();
  }

  private static void complete(RoutingContext context) {
    MultiMap headers = context.response().headers();
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    if (type != null && type.contains(JSON) && !headers.contains(HttpHeaders.CACHE_CONTROL)) {
      headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
    if (context.request().isSSL()) {
      headers.set("Strict-Transport-Security", TWO_YEARS);
    }
  }
}
