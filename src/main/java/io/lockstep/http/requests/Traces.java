package io.lockstep.http.requests;

import io.lockstep.http.TraceParent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Gives every request a trace, the caller's or one that begins here, and names it on the answer: so
 * a caller can say which of many requests they mean, and find what it caused in the messages.
 */
@ApplicationScoped
class Traces {
  private static final int BEFORE_ALL_OTHERS = 2000;

  void watch(@Observes Filters filters) {
    filters.register(Traces::handle, BEFORE_ALL_OTHERS);
  }

  private static void handle(RoutingContext context) {
    String given = TraceParent.orNull(context.request().getHeader(TraceParent.HEADER));
    String trace = given == null ? TraceParent.begun() : given;
    context.request().headers().set(TraceParent.HEADER, trace);
    context.response().putHeader(TraceParent.HEADER, trace);
    context.next();
  }
}
