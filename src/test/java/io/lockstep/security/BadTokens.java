package io.lockstep.security;

import io.lockstep.testing.Jws;
import io.lockstep.testing.OpenIdProvider;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.keys.HmacKey;

/** Tokens that a provider would not give. */
final class BadTokens {
  private final OpenIdProvider provider;

  BadTokens(OpenIdProvider provider) {
    this.provider = provider;
  }

  /** Tokens that are worth nothing, and why. */
  Map<String, String> all() {
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
  String with(String claim, Object value) {
    Map<String, Object> claims = provider.claims("admin", "admin");
    claims.put(claim, value);
    claims.values().removeIf(each -> each == null);
    return provider.sign(claims);
  }
}
