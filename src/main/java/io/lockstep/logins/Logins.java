package io.lockstep.logins;

import io.lockstep.logins.keys.ApiKeys;
import io.lockstep.logins.keys.ConfiguredKey;
import io.lockstep.logins.sessions.Sessions;
import io.lockstep.security.Caller;
import io.lockstep.security.Role;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The ways in which callers can say who they are. */
@ApplicationScoped
class Logins {
  /** RFC 6750, 2.1, and any white space behind the scheme. */
  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/=-]+) *", Pattern.CASE_INSENSITIVE);

  /** RFC 7515, 7.1; a token of another form is none that could be verified here. */
  private static final Pattern JWT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final HttpAuthenticator openIdConnect;
  private final ApiKeys keys;
  private final ConfiguredKey configured;
  private final Sessions sessions;
  private final boolean hasProvider;

  Logins(
      HttpAuthenticator openIdConnect,
      ApiKeys keys,
      ConfiguredKey configured,
      Sessions sessions,
      @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> provider) {
    this.openIdConnect = openIdConnect;
    this.keys = keys;
    this.configured = configured;
    this.sessions = sessions;
    this.hasProvider = provider.isPresent();
  }

  /** Whether there is any; without one everybody may do everything. */
  boolean isAnyConfigured() {
    return hasProvider || configured.isThere();
  }

  /**
   * Who makes a request; {@link Caller#UNKNOWN} without credentials.
   *
   * @return fails with {@link AuthenticationFailedException} for credentials that are worth nothing
   */
  Uni<Caller> callerOf(RoutingContext http) {
    if (!isAnyConfigured()) {
      return Uni.createFrom().item(Caller.OPEN);
    }
    String credentials = http.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (credentials == null) {
      return sessions.callerOf(http).map(caller -> caller.orElse(Caller.UNKNOWN));
    }
    Matcher bearer = BEARER.matcher(credentials);
    if (!bearer.matches()) {
      return Uni.createFrom().failure(new AuthenticationFailedException());
    }
    return bearerOf(bearer.group(1), http)
        .map(caller -> caller.orElseThrow(AuthenticationFailedException::new));
  }

  private Uni<Optional<Caller>> bearerOf(String token, RoutingContext http) {
    if (configured.is(token)) {
      return Uni.createFrom().item(Optional.of(Caller.configuredKey()));
    }
    if (ApiKeys.isOne(token)) {
      return keys.callerOf(token, http);
    }
    if (Sessions.isToken(token)) {
      return sessions.callerOf(token, http);
    }
    return hasProvider && JWT.matcher(token).matches()
        ? tokenOf(http)
        : Uni.createFrom().item(Optional.empty());
  }

  /** Waits for the provider only where its keys are not known yet, or not the one of the token. */
  private Uni<Optional<Caller>> tokenOf(RoutingContext http) {
    return openIdConnect
        .attemptAuthentication(http)
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .onFailure(failure -> !isAway(failure))
        .transform(AuthenticationFailedException::new)
        .map(Logins::callerOf);
  }

  /** Whatever else fails does so because of what is in the token. */
  private static boolean isAway(Throwable failure) {
    return failure instanceof OIDCException
        || failure instanceof TimeoutException
        || failure instanceof IOException;
  }

  private static Optional<Caller> callerOf(SecurityIdentity identity) {
    if (identity == null || !(identity.getPrincipal() instanceof JsonWebToken token)) {
      return Optional.empty();
    }
    Set<Role> roles =
        identity.getRoles().stream()
            .flatMap(role -> Role.of(role).stream())
            .collect(Collectors.toSet());
    return Caller.ofToken(
        token.getSubject(), roles, Instant.ofEpochSecond(token.getExpirationTime()));
  }
}
