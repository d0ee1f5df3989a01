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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Rest guesser = nobody.with("Authorization", "Bearer lsk_" + "A".repeat(65));
    Rest known = aCaller();
    int guesses = 0;
    while (guesser.get("/products").status() != TOO_MANY) {
      guesses++;
      assertThat(guesses).isLessThan(30);
    }
    known.get("/products").expect(200);
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
    String key =
        admin
            .post("/api-keys", Map.of("name", "a caller", "roles", List.of("operator")))
            .expect(201)
            .json()
            .path("key")
            .asText();
    return nobody.with("Authorization", "Bearer " + key);
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
      settings.put("lockstep.limits.address.window", "20s");
      return settings;
    }
  }
}
