package io.lockstep.http;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Knows when the login behind a request ends, for answers that would last longer. */
public interface StreamLogins {
  /**
   * Waits for the end of the login.
   *
   * @return a word that says why it has ended; it never comes where there is no end
   */
  Uni<String> endOf(RoutingContext http);

  /** Who makes the request, as no other is called; empty where nobody logs in. */
  Optional<String> callerOf(RoutingContext http);
}
