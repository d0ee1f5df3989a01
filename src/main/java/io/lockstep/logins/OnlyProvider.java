package io.lockstep.logins;

import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Names no provider besides that of {@code quarkus.oidc.auth-server-url}. Where such a bean is
 * there, the framework takes a missing {@code auth-server-url} for no provider at all, not for a
 * mistake.
 */
@ApplicationScoped
class OnlyProvider implements TenantConfigResolver {
  @Override
  public Uni<OidcTenantConfig> resolve(
      RoutingContext http, OidcRequestContext<OidcTenantConfig> requestContext) {
    return Uni.createFrom().nullItem();
  }
}
