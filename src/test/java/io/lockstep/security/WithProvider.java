package io.lockstep.security;

import io.lockstep.testing.OpenIdProvider;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;

/** The closed service with an OpenID Connect provider that has a client for each role. */
public class WithProvider extends Secured {
  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(Started.class));
  }

  /** The provider, which is there before the service. */
  public static class Started implements QuarkusTestResourceLifecycleManager {
    private final OpenIdProvider provider = new OpenIdProvider("groups");

    @Override
    public Map<String, String> start() {
      for (Role role : Role.values()) {
        provider.withClient(role.wire(), role.wire() + "-subject", role.wire());
      }
      provider.start();
      return Map.of("quarkus.oidc.auth-server-url", provider.issuer());
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
