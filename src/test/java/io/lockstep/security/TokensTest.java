package io.lockstep.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.testing.Jws;
import io.lockstep.testing.OpenIdProvider;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.Test;

/** Tokens of a real provider, and those that it would never give. */
@QuarkusTest
@TestProfile(WithProvider.class)
class TokensTest {
  private static final Duration WITHIN = Duration.ofSeconds(15);

  /** What each role may read, and what it may not. */
  private static final Map<Role, List<String>> PATHS =
      Map.of(
          Role.SHOPPER, List.of("/products", "/stock"),
          Role.SERVICE, List.of("/stock", "/status"),
          Role.OPERATOR, List.of("/status", "/employees"),
          Role.FINANCE, List.of("/employees", "/status"),
          Role.ADMIN, List.of("/api-keys", ""));

  private final Rest nobody = Rest.ofTest();

  OpenIdProvider provider;

  @Test
  void aTokenGivesWhatItsRoleMay() {
    PATHS.forEach(
        (role, paths) -> {
          Rest somebody = with(provider.token(role.wire()));
          somebody.get(paths.get(0)).expect(200);
          if (!paths.get(1).isEmpty()) {
            assertThat(somebody.get(paths.get(1)).expect(403).problem()).isEqualTo("forbidden");
          }
        });
  }

  @Test
  void rolesThatAreNoneGiveNothing() {
    List<Object> claims =
        List.of(
            List.of(),
            List.of("king", "Admin", " admin", "admin,service"),
            List.of(List.of("admin")),
            List.of(Map.of("admin", "admin")),
            List.of(1, true),
            Map.of("admin", 1),
            7);
    for (Object roles : claims) {
      String token = new BadTokens(provider).with("groups", roles);
      assertThat(with(token).get("/stock").status()).as("%s", roles).isIn(401, 403);
    }
    with(new BadTokens(provider).with("groups", null)).get("/stock").expect(403);
  }

  @Test
  void aShopperIsTheUserWhomTheirTokenNames() {
    OrderFixture given = OrderFixture.through(nobody.with(Secured.ADMIN));
    String sku = given.aProductWithStock(10);
    String anna = given.aRichUser();
    Rest asAnna = with(provider.sign(provider.claims(anna, "shopper")));
    String order = OrderFixture.through(asAnna).aNewOrder(anna, sku, 1);
    asAnna.get("/orders/" + order).expect(200);
    asAnna.get("/accounts/" + anna).expect(200);
    with(provider.token("shopper")).get("/orders/" + order).expect(404);
    // a subject that cannot be the id of a user owns nothing
    Rest odd = with(provider.sign(provider.claims("auth0|" + anna + " x", "shopper")));
    odd.get("/orders/" + order).expect(404);
    odd.get("/orders").expect(404);
  }

  @Test
  void aTokenThatIsWorthNothingGetsWhatNoTokenGets() {
    Rest.Answer nothing = nobody.get("/stock").expect(401);
    assertThat(nothing.problem()).isEqualTo("unauthenticated");
    assertThat(nothing.header("WWW-Authenticate")).startsWith("Bearer");
    new BadTokens(provider)
        .all()
        .forEach(
            (what, token) -> {
              Rest.Answer refusal = with(token).get("/stock");
              assertThat(refusal.status()).as("%s: %s", what, refusal.text()).isEqualTo(401);
              assertThat(refusal.text()).as(what).isEqualTo(nothing.text());
              assertThat(refusal.header("WWW-Authenticate"))
                  .as(what)
                  .isEqualTo(nothing.header("WWW-Authenticate"));
              with(token).get("/").expect(200); // what is everybody's stays so
            });
    with(provider.sign(provider.claims("good", "service"))).get("/stock").expect(200);
  }

  @Test
  void aLongTokenIsAsGoodAsAnyOther() {
    Map<String, Object> claims = provider.claims("long", "service");
    claims.put("more", "x".repeat(11 * 1024));
    claims.put("exp", 9_000_000_000_000_000L);
    claims.put("aud", List.of("another", "lockstep"));
    with(provider.sign(claims)).get("/stock").expect(200);
  }

  @Test
  void aProviderThatIsAwayLogsNobodyOut() {
    String token = provider.token("service");
    with(token).get("/stock").expect(200);
    provider.stop();
    try {
      with(token).get("/stock").expect(200);
      with(provider.sign(provider.claims("new", "service"))).get("/stock").expect(200);
      with(ofUnknownKey()).get("/stock").expect(401);
    } finally {
      provider.start();
    }
    with(provider.token("service")).get("/stock").expect(200);
  }

  @Test
  void aProviderThatDoesNotAnswerHoldsUpNobody() {
    String token = provider.token("service");
    provider.pause();
    try {
      with(token).get("/stock").expect(200);
      // the keys are fetched again at most once in five seconds, and then nothing comes
      await()
          .atMost(WITHIN)
          .untilAsserted(
              () -> {
                Rest.Answer unknown = with(ofUnknownKey()).get("/stock").expect(503);
                assertThat(unknown.problem()).isEqualTo("login-unavailable");
              });
      with(token).get("/stock").expect(200);
    } finally {
      provider.resume();
    }
  }

  private String ofUnknownKey() {
    RsaJsonWebKey another = OpenIdProvider.newKey();
    return Jws.of(provider.claims("new", "service"))
        .signed("RS256", another.getKeyId(), another.getPrivateKey());
  }

  @Test
  void aNewKeyOfTheProviderIsFoundAndTheOldOneForgotten() {
    String old = provider.token("service");
    with(old).get("/stock").expect(200);
    provider.rotateKeys();
    String fresh = provider.token("service");
    await().atMost(WITHIN).until(() -> with(fresh).get("/stock").status() == 200);
    with(old).get("/stock").expect(401);
  }

  @Test
  void aTokenAndAKeyMayUseTheSameIdempotencyKey() {
    String word = UUID.randomUUID().toString();
    Map<String, ?> body = Map.of("type", "shop.opened", "data", Map.of());
    String first =
        with(provider.token("service"))
            .post("/events", body, "Idempotency-Key", word)
            .expect(202)
            .json()
            .path("id")
            .asText();
    Rest.Answer second =
        nobody
            .with(new Keys(nobody).of(Role.SERVICE))
            .post("/events", body, "Idempotency-Key", word)
            .expect(202);
    assertThat(second.json().path("id").asText()).isNotEqualTo(first);
    assertThat(second.header("Idempotent-Replayed")).isNull();
  }

  /** What they do is told apart wherever the actor stands, and so are their idempotency keys. */
  @Test
  void aSubjectThatIsTheIdOfAKeyIsNotThatKey() {
    Keys.Created key = new Keys(nobody).create(Map.of("name", "k", "roles", List.of("service")));
    Rest asKey = nobody.with(Keys.bearer(key));
    Rest asToken = with(provider.sign(provider.claims(key.id(), "service")));
    Rest asPrefixed = with(provider.sign(provider.claims("sub:" + key.id(), "service")));
    String word = UUID.randomUUID().toString();
    String type = "actor-" + UUID.randomUUID();
    for (Rest each : List.of(asKey, asToken, asPrefixed)) {
      Map<String, ?> body = Map.of("type", "shop.opened", "data", Map.of());
      Rest.Answer answer = each.post("/events", body, "Idempotency-Key", word).expect(202);
      assertThat(answer.header("Idempotent-Replayed")).isNull();
      each.put("/workflow-types/" + type, Map.of("steps", List.of("one")));
    }
    var acts =
        nobody.with(Secured.ADMIN).get("/audit-log?target=" + type).expect(200).json().path("data");
    assertThat(acts.findValuesAsText("actor"))
        .containsExactly("sub:sub:" + key.id(), "sub:" + key.id(), key.id());
  }

  private Rest with(String token) {
    return nobody.with(Keys.bearer(token));
  }
}
