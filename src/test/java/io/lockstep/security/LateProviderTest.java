package io.lockstep.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.testing.OpenIdProvider;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A provider that comes later than the service is not missed by those with a key. */
@QuarkusTest
@TestProfile(WithLateProvider.class)
class LateProviderTest {
  private static final Duration WITHIN = Duration.ofSeconds(15);

  private final Rest nobody = Rest.ofTest();

  OpenIdProvider provider;

  @Test
  void tokensAreTakenOnceTheProviderIsThereAndTheirRolesAreReadWhereConfigured() {
    String early = provider.sign(claims("early"));
    Rest.Answer refusal = nobody.with(Keys.bearer(early)).get("/stock").expect(503);
    assertThat(refusal.problem()).isEqualTo("login-unavailable");
    assertThat(refusal.header("Retry-After")).isNotNull();
    nobody.get("/stock").expect(401);
    nobody.get("/").expect(200);
    nobody.with(Secured.ADMIN).get("/stock").expect(200);
    nobody.with(new Keys(nobody).of(Role.SERVICE)).get("/stock").expect(200);

    provider.start();

    await()
        .atMost(WITHIN)
        .until(() -> nobody.with(Keys.bearer(early)).get("/stock").status() == 200);
    Rest backend = nobody.with(Keys.bearer(provider.token("backend")));
    backend.get("/stock").expect(200);
    assertThat(backend.get("/status").expect(403).problem()).isEqualTo("forbidden");
    Map<String, Object> elsewhere = claims("elsewhere");
    elsewhere.remove("shop");
    elsewhere.put("groups", List.of("service"));
    nobody.with(Keys.bearer(provider.sign(elsewhere))).get("/stock").expect(403);
  }

  private Map<String, Object> claims(String subject) {
    Map<String, Object> claims = provider.claims(subject);
    claims.remove("shop/lockstep-roles");
    claims.put("shop", Map.of("lockstep-roles", List.of("service", "of another system")));
    return claims;
  }
}
