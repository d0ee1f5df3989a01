package io.lockstep.http.problems;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Sees the requests that meet no route, and so no filter: their paths cannot be decoded. */
public interface UnroutedRequests {
  /** Does what a filter would have done, and never fails. */
  Uni<Void> see(RoutingContext http);
}
