package io.lockstep.security;

import io.lockstep.testing.OpenIdProvider;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;

/** The closed service with an OpenID Connect provider that is not there yet. */
public class WithLateProvider extends Secured {
  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(NotStarted.class));
  }

  /** The provider, whose roles are where Keycloak has them not. */
  public static class NotStarted implements QuarkusTestResourceLifecycleManager {
    private final OpenIdProvider provider =
        new OpenIdProvider("shop/lockstep-roles").withClient("backend", "backend", "service");

    @Override
    public Map<String, String> start() {
      return Map.of(
          "quarkus.oidc.auth-server-url",
          provider.issuer(),
          "quarkus.oidc.roles.role-claim-path",
          "shop/lockstep-roles");
    }

    @Override
    public void inject(TestInjector injector) {
      injector.injectIntoFields(provider, new TestInjector.MatchesType(OpenIdProvider.class));
    }

    @Override
    public void stop() {
      provider.close();
    }
  }
}
