package io.lockstep.logins;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.problems.OnContext;
import io.lockstep.security.Caller;
import io.lockstep.sql.SqlErrors;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Finds out who makes each request, before anything else looks at it. Credentials that are worth
 * nothing make an unknown caller, whom the operations that need one refuse: so what a wrong token
 * gets is what no token gets, with no hint more.
 */
@ApplicationScoped
class Authenticating {
  private static final Logger LOG = Logger.getLogger(Authenticating.class);
  private static final String UNVERIFIED = Authenticating.class.getName() + ".unverified";
  private static final int BEHIND_TRACES = 1990;

  private final Logins logins;
  private final Counter failed;

  Authenticating(Logins logins, MeterRegistry metrics) {
    this.logins = logins;
    this.failed =
        Counter.builder("lockstep.logins.failed")
            .description("Requests whose token or key was worth nothing, or no longer looked up")
            .register(metrics);
  }

  void watch(@Observes Filters filters) {
    filters.register(this::handle, BEHIND_TRACES);
  }

  private void handle(RoutingContext http) {
    OnContext.ofRequest(logins.callerOf(http))
        .subscribe()
        .with(caller -> goOn(http, caller), failure -> refuseOrGoOn(http, failure));
  }

  private static void goOn(RoutingContext http, Caller caller) {
    caller.attachTo(http);
    http.next();
  }

  private void refuseOrGoOn(RoutingContext http, Throwable failure) {
    if (failure instanceof AuthenticationFailedException) {
      failed.increment();
      goOn(http, Caller.REJECTED);
    } else {
      http.put(UNVERIFIED, unverified(failure));
      goOn(http, Caller.UNKNOWN);
    }
  }

  private static Problem unverified(Throwable failure) {
    if (SqlErrors.isUnavailable(failure)) {
      return Problem.of(ProblemType.DATABASE_UNAVAILABLE, "The database cannot be reached now");
    }
    LOG.warnf("a token could not be verified: %s", failure);
    return Problem.of(ProblemType.LOGIN_UNAVAILABLE, "Tokens cannot be verified now");
  }

  /** What keeps it from being known who makes a request, where their credentials may be good. */
  static Optional<Problem> problemOf(RoutingContext http) {
    return Optional.ofNullable(http.get(UNVERIFIED));
  }
}
