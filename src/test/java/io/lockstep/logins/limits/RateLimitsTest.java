package io.lockstep.logins.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.security.Secured;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever sends too much waits, and nobody else does. */
@QuarkusTest
@TestProfile(RateLimitsTest.SmallLimits.class)
class RateLimitsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int REQUESTS = 40;
  private static final int TOO_MANY = 429;
  private static final Pattern LEFT = Pattern.compile("\"[a-z]+\";r=([0-9]+);t=([0-9]+)");

  private final Rest nobody = Rest.ofTest();
  private final Rest admin = nobody.with("Authorization", "Bearer " + Secured.ADMIN_KEY);

  @Test
  void aCallerWhoSendsTooMuchIsToldWhenToComeAgainAndOthersAreServed() {
    Rest busy = aCaller();
    Rest calm = aCaller();

    Rest.Answer refusal = exhaust(busy, "/products");

    assertThat(refusal.problem()).isEqualTo("rate-limited");
    assertThat(Integer.parseInt(refusal.header("Retry-After"))).isBetween(1, 20);
    assertThat(refusal.header("RateLimit-Policy")).isEqualTo("\"caller\";q=40;w=20");
    assertThat(left(refusal)).isZero();
    assertThat(left(calm.get("/products").expect(200))).isEqualTo(REQUESTS - 1);
    await().atMost(TIMEOUT).until(() -> busy.get("/products").status() == 200);
  }

  /** A portion of this bucket is one token: those who come together are served all the same. */
  @Test
  void aCallerMaySendAllOfTheirRequestsAtOnce() {
    Rest caller = aCaller();
    List<CompletableFuture<Rest.Answer>> together = new ArrayList<>();
    for (int i = 0; i < REQUESTS / 2; i++) {
      together.add(caller.callLater("GET", "/products", null));
    }
    assertThat(together.stream().map(CompletableFuture::join).map(Rest.Answer::status))
        .containsOnly(200);
  }

  @Test
  void everyAnswerSaysHowMuchIsLeft() {
    Rest caller = aCaller();
    long before = left(caller.get("/products").expect(200));
    for (String path : List.of("/products/none", "/status", "/nothing-here", "/problems")) {
      Rest.Answer answer = caller.get(path);
      assertThat(answer.header("RateLimit-Policy")).describedAs(path).isNotNull();
      assertThat(left(answer)).describedAs(path).isLessThanOrEqualTo(before);
    }
    assertThat(nobody.get("/products").expect(401).header("RateLimit"))
        .startsWith("\"address\";r=");
  }

  @Test
  void loginsThatFailAreSlowedDown() {
    String address = "192.0.2.1";
    String known = aKey();
    String unknown = aKey();
    from(address, known).get("/products").expect(200);
    Instant forgottenByTheCache = Instant.now().plusMillis(2500);

    exhaustByGuessing(address);

    Rest.Answer refusal = from(address, unknown).get("/products").expect(TOO_MANY);
    assertThat(refusal.header("Retry-After")).isNotNull();
    assertThat(refusal.header("RateLimit")).startsWith("\"address\";r=");
    from("192.0.2.2", unknown).get("/products").expect(200);
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              exhaustByGuessing(address);
              from(address, known).get("/products").expect(200);
              return Instant.now().isAfter(forgottenByTheCache);
            });
    await().atMost(TIMEOUT).until(() -> from(address, aKey()).get("/products").status() == 200);
  }

  /** Whoever has one IPv6 address has 2^64 of them. */
  @Test
  void addressesOfOneSubscriberAreOne() {
    exhaustByGuessing("2001:db8:1:2::1");

    from("2001:db8:1:2:ffff::9", aWrongKey()).get("/products").expect(TOO_MANY);
    from("2001:db8:1:3::1", aWrongKey()).get("/products").expect(401);
  }

  /** Each guess is another, as those are who guess. */
  private void exhaustByGuessing(String address) {
    int guesses = 0;
    while (from(address, aWrongKey()).get("/products").status() != TOO_MANY) {
      guesses++;
      assertThat(guesses).isLessThan(40);
    }
  }

  private static String aWrongKey() {
    return "lsk_" + (UUID.randomUUID() + "-" + UUID.randomUUID()).substring(0, 65);
  }

  private Rest from(String address, String key) {
    return nobody.with("Authorization", "Bearer " + key, "X-Forwarded-For", address);
  }

  /** Buckets are shared through Redis; without it each instance counts for itself. */
  @Test
  void limitsAndLoginsGoOnWithoutRedis() {
    Rest caller = aCaller();
    caller.get("/products").expect(200);
    Stack stack = Stack.current();
    stack.kill(Server.REDIS);
    try {
      assertThat(exhaust(caller, "/products").header("Retry-After")).isNotNull();
      aCaller().get("/products").expect(200);
    } finally {
      stack.start(Server.REDIS);
    }
    await().atMost(TIMEOUT).until(() -> caller.get("/products").status() == 200);
  }

  private Rest.Answer exhaust(Rest caller, String path) {
    for (int i = 0; i < 2 * REQUESTS; i++) {
      Rest.Answer answer = caller.get(path);
      if (answer.status() == TOO_MANY) {
        assertThat(i).isGreaterThanOrEqualTo(REQUESTS / 2);
        return answer;
      }
      answer.expect(200);
    }
    throw new AssertionError("nothing was refused");
  }

  private Rest aCaller() {
    return nobody.with("Authorization", "Bearer " + aKey());
  }

  private String aKey() {
    return admin
        .post("/api-keys", Map.of("name", "a caller", "roles", List.of("operator")))
        .expect(201)
        .json()
        .path("key")
        .asText();
  }

  private static long left(Rest.Answer answer) {
    Matcher left = LEFT.matcher(answer.header("RateLimit"));
    assertThat(left.matches()).isTrue();
    return Long.parseLong(left.group(1));
  }

  /** A closed service whose callers have few requests. */
  public static class SmallLimits implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(new Secured().getConfigOverrides());
      settings.put("lockstep.limits.caller.requests", Integer.toString(REQUESTS));
      settings.put("lockstep.limits.caller.window", "20s");
      settings.put("lockstep.limits.address.requests", "100");
      settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
      settings.put("lockstep.limits.address.window", "20s");
      return settings;
    }
  }
}
