package io.lockstep.http.problems;

import io.lockstep.http.Problem;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Knows who may use a resource method at all. Of a request that the framework refuses before it has
 * chosen one, its caller hears only what they may.
 */
public interface Admission {
  /** Why whoever makes this request may not use the method; empty if they may. */
  Optional<Problem> refusalOf(Method resource, RoutingContext http);
}
