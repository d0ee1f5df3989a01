package io.lockstep.http.requests;

import io.lockstep.http.Conditional;
import io.lockstep.http.Preconditions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Checks the preconditions of changes to what has no version: none is ignored, and a malformed one
 * is refused on every operation.
 */
class UnconditionalRequests {
  @ServerRequestFilter
  void check(ResourceInfo resource, HttpServerRequest request) {
    Preconditions preconditions = Preconditions.of(request);
    Method method = resource.getResourceMethod();
    if (!method.isAnnotationPresent(GET.class) && !method.isAnnotationPresent(Conditional.class)) {
      preconditions.checkUnversioned();
    }
  }
}
