package io.lockstep.logins;

import io.lockstep.logins.keys.ApiKeys;
import io.lockstep.security.Caller;
import io.lockstep.security.Role;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
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

  private final HttpAuthenticator openIdConnect;
  private final ApiKeys keys;
  private final ConfiguredKey configured;
  private final boolean hasProvider;

  Logins(
      HttpAuthenticator openIdConnect,
      ApiKeys keys,
      ConfiguredKey configured,
      @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> provider) {
    this.openIdConnect = openIdConnect;
    this.keys = keys;
    this.configured = configured;
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
      return Uni.createFrom().item(Caller.UNKNOWN);
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
      return keys.callerOf(token);
    }
    return hasProvider
        ? openIdConnect.attemptAuthentication(http).map(Logins::callerOf)
        : Uni.createFrom().item(Optional.empty());
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
