package io.lockstep.logins;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.problems.Admission;
import io.lockstep.security.Caller;
import io.lockstep.security.Permission;
import io.lockstep.security.Permissions;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Method;
import java.util.Optional;

/** Decides who may use an operation, whatever they use it on. */
@ApplicationScoped
class Admitting implements Admission {
  private static final String CHALLENGE = "Bearer realm=\"lockstep\"";

  @Override
  public Optional<Problem> refusalOf(Method resource, RoutingContext http) {
    return refusalOf(Permissions.of(resource), http);
  }

  /** 401 if nobody has logged in, 503 if it cannot be known now, 403 if they may not. */
  static Optional<Problem> refusalOf(Permission permission, RoutingContext http) {
    Caller caller = Caller.of(http);
    if (!caller.isKnown() && !permission.isPublic()) {
      return Optional.of(Authenticating.problemOf(http).orElseGet(Admitting::unauthenticated));
    }
    return permission.isGrantedTo(caller.roles())
        ? Optional.empty()
        : Optional.of(
            Problem.of(ProblemType.FORBIDDEN, "This needs another role")
                .with("needs", permission.needs()));
  }

  private static Problem unauthenticated() {
    return Problem.of(ProblemType.UNAUTHENTICATED, "A token or an API key is needed")
        .header("WWW-Authenticate", CHALLENGE);
  }
}
