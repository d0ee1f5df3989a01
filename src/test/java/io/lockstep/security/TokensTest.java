package io.lockstep.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.testing.Jws;
import io.lockstep.testing.OpenIdProvider;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;

/** Tokens of a real provider, and those that it would never give. */
@QuarkusTest
@TestProfile(WithProvider.class)
class TokensTest {
  private static final Duration WITHIN = Duration.ofSeconds(15);

  /** What each role may read, and what it may not. */
  private static final Map<Role, List<String>> PATHS =
      Map.of(
          Role.SHOPPER, List.of("/products", "/locks"),
          Role.SERVICE, List.of("/locks", "/status"),
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
      String token = with("groups", roles);
      assertThat(with(token).get("/locks").status()).as("%s", roles).isIn(401, 403);
    }
    with(with("groups", null)).get("/locks").expect(403);
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
    Rest.Answer nothing = nobody.get("/locks").expect(401);
    assertThat(nothing.problem()).isEqualTo("unauthenticated");
    assertThat(nothing.header("WWW-Authenticate")).startsWith("Bearer");
    bad()
        .forEach(
            (what, token) -> {
              Rest.Answer refusal = with(token).get("/locks");
              assertThat(refusal.status()).as("%s: %s", what, refusal.text()).isEqualTo(401);
              assertThat(refusal.text()).as(what).isEqualTo(nothing.text());
              assertThat(refusal.header("WWW-Authenticate"))
                  .as(what)
                  .isEqualTo(nothing.header("WWW-Authenticate"));
              with(token).get("/").expect(200); // what is everybody's stays so
            });
    with(provider.sign(provider.claims("good", "service"))).get("/locks").expect(200);
  }

  private Map<String, String> bad() {
    long now = Instant.now().getEpochSecond();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("expired", with("exp", now - 60));
    all.put("expires before time began", with("exp", -1));
    all.put("without an end", with("exp", null));
    all.put("with an end that is no time", with("exp", "tomorrow"));
    all.put("with an end that is a list", with("exp", List.of(now + 60)));
    all.put("not yet valid", with("nbf", now + 600));
    all.put("valid from no time", with("nbf", "soon"));
    all.put("of another issuer", with("iss", "https://example.org"));
    all.put("of nearly the issuer", with("iss", provider.issuer() + "/"));
    all.put("of no issuer", with("iss", null));
    all.put("for another audience", with("aud", "another"));
    all.put("for other audiences", with("aud", List.of("one", "lockstep2")));
    all.put("for no audience", with("aud", null));
    all.put("of no subject", with("sub", null));
    all.put("of a subject that is a number", with("sub", 7));
    all.put("of a subject that is a list", with("sub", List.of("a")));
    all.put("of a blank subject", with("sub", " "));
    all.put("of an empty subject", with("sub", ""));
    all.put("of a long subject", with("sub", "a".repeat(256)));
    all.put("of a subject of two lines", with("sub", "a\nb"));
    all.put("of a subject with half a character", with("sub", "a\ud83d"));
    all.put("of the subject of the open service", with("sub", "anonymous"));
    all.put("of the subject of the admin key", with("sub", Caller.CONFIGURED_KEY));
    all.putAll(wronglySigned());
    all.putAll(garbage());
    return all;
  }

  private Map<String, String> wronglySigned() {
    Map<String, Object> claims = provider.claims("admin", "admin");
    String keyId = provider.keyId();
    RsaJsonWebKey another = OpenIdProvider.newKey();
    byte[] der = provider.publicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----\n";
    Map<String, String> all = new LinkedHashMap<>();
    all.put("not signed", Jws.of(claims).signed("none", keyId, null));
    all.put("not signed, without a key", Jws.of(claims).signed("none", null, null));
    all.put("HS256 with the public key", Jws.of(claims).signed("HS256", keyId, new HmacKey(der)));
    all.put(
        "HS256 with the public key as text",
        Jws.of(claims)
            .signed("HS256", keyId, new HmacKey(pem.getBytes(StandardCharsets.US_ASCII))));
    all.put("of another key", Jws.of(claims).signed("RS256", keyId, another.getPrivateKey()));
    all.put(
        "of an unknown key",
        Jws.of(claims).signed("RS256", another.getKeyId(), another.getPrivateKey()));
    all.put("without a key id", Jws.of(claims).signed("RS256", null, another.getPrivateKey()));
    all.put(
        "with its own key",
        Jws.of(claims)
            .with("jwk", Map.of("kty", "RSA", "e", "AQAB", "n", "AQAB"))
            .signed("RS256", another.getKeyId(), another.getPrivateKey()));
    all.put(
        "with a critical header",
        Jws.of(claims)
            .with("crit", List.of("x"))
            .with("x", 1)
            .signed("RS256", keyId, another.getPrivateKey()));
    String good = provider.sign(claims);
    all.put("with a changed payload", good.replaceFirst("\\.e", ".f"));
    all.put("with a short signature", good.substring(0, good.length() - 8));
    all.put("without a signature", good.substring(0, good.lastIndexOf('.') + 1));
    return all;
  }

  private Map<String, String> garbage() {
    String good = provider.sign(provider.claims("admin", "admin"));
    String header = good.substring(0, good.indexOf('.'));
    Map<String, String> all = new LinkedHashMap<>();
    all.put("one word", "garbage");
    all.put("dots", "..");
    all.put("three words", "a.b.c");
    all.put("four parts", good + ".e");
    all.put("five parts", "a.b.c.d.e");
    all.put("not base64", "====.====.====");
    all.put("a header that is a list", base64("[]") + ".e30.e30");
    all.put("a header of nothing", base64("{}") + ".e30.e30");
    all.put("an algorithm that is a number", base64("{\"alg\":1}") + ".e30.e30");
    all.put("an unknown algorithm", base64("{\"alg\":\"RS257\"}") + ".e30.e30");
    all.put("a deep header", base64("{\"a\":".repeat(1000)) + ".e30.e30");
    all.put("a payload that is a list", signed("[1]"));
    all.put("a payload that is no JSON", signed("admin"));
    all.put("an empty payload", signed(""));
    all.put("a payload that says a thing twice", signed("{\"sub\":\"a\",\"sub\":\"b\"}"));
    all.put("long and garbage", "A".repeat(16 * 1024));
    all.put("long in three words", header + "." + "A".repeat(15 * 1024) + ".AAAA");
    all.put("long and expired", longAndExpired());
    return all;
  }

  private String longAndExpired() {
    Map<String, Object> claims = provider.claims("admin", "admin");
    claims.put("exp", 1);
    claims.put("more", "x".repeat(11 * 1024));
    return provider.sign(claims);
  }

  private String signed(String payload) {
    return Jws.of(payload)
        .signed("RS256", provider.keyId(), OpenIdProvider.newKey().getPrivateKey());
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A token that would be good but for this. */
  private String with(String claim, Object value) {
    Map<String, Object> claims = provider.claims("admin", "admin");
    claims.put(claim, value);
    claims.values().removeIf(each -> each == null);
    return provider.sign(claims);
  }

  @Test
  void aLongTokenIsAsGoodAsAnyOther() {
    Map<String, Object> claims = provider.claims("long", "service");
    claims.put("more", "x".repeat(11 * 1024));
    claims.put("exp", 9_000_000_000_000_000L);
    claims.put("aud", List.of("another", "lockstep"));
    with(provider.sign(claims)).get("/locks").expect(200);
  }

  @Test
  void aProviderThatIsAwayLogsNobodyOut() {
    String token = provider.token("service");
    with(token).get("/locks").expect(200);
    provider.stop();
    try {
      with(token).get("/locks").expect(200);
      with(provider.sign(provider.claims("new", "service"))).get("/locks").expect(200);
      RsaJsonWebKey another = OpenIdProvider.newKey();
      String unknown =
          Jws.of(provider.claims("new", "service"))
              .signed("RS256", another.getKeyId(), another.getPrivateKey());
      with(unknown).get("/locks").expect(401);
    } finally {
      provider.start();
    }
    with(provider.token("service")).get("/locks").expect(200);
  }

  @Test
  void aNewKeyOfTheProviderIsFoundAndTheOldOneForgotten() {
    String old = provider.token("service");
    with(old).get("/locks").expect(200);
    provider.rotateKeys();
    String fresh = provider.token("service");
    await().atMost(WITHIN).until(() -> with(fresh).get("/locks").status() == 200);
    with(old).get("/locks").expect(401);
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

  private Rest with(String token) {
    return nobody.with(Keys.bearer(token));
  }
}
