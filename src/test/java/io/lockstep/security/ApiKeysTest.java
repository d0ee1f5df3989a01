package io.lockstep.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are made, used, listed without their text, and worth nothing once they are revoked. */
@QuarkusTest
@TestProfile(Secured.class)
class ApiKeysTest {
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final Rest nobody = Rest.ofTest();
  private final Rest admin = nobody.with(Secured.ADMIN);
  private final Keys keys = new Keys(nobody);

  @Inject Pool pool;

  @Test
  void aKeyIsShownOnceAndNothingThatIsKeptHasIt() {
    Instant end = Instant.now().plusSeconds(3600);
    Map<String, Object> body =
        Map.of("name", "checkout", "roles", List.of("service"), "expiresAt", end.toString());
    String word = UUID.randomUUID().toString();
    Rest.Answer made = admin.post("/api-keys", body, "Idempotency-Key", word).expect(201);
    String id = made.json().path("id").asText();
    String key = made.json().path("key").asText();

    assertThat(key).matches("lsk_[A-Za-z0-9_-]{65}");
    assertThat(made.json().path("name").asText()).isEqualTo("checkout");
    assertThat(made.json().path("roles")).hasToString("[\"service\"]");
    JsonNode repeat = admin.post("/api-keys", body, "Idempotency-Key", word).expect(201).json();
    assertThat(repeat.path("id").asText()).isEqualTo(id);
    assertThat(repeat.path("key").isNull()).isTrue();
    JsonNode listed = listed(id);
    assertThat(listed.toString()).doesNotContain(key);
    assertThat(listed.path("createdBy").asText()).isEqualTo(Caller.CONFIGURED_KEY);
    for (String table : List.of("api_keys", "idempotency_keys")) {
      String secret = key.substring(26);
      assertThat(textsOf(table)).describedAs(table).noneMatch(text -> text.contains(secret));
    }
  }

  private List<String> textsOf(String table) {
    List<String> texts = new ArrayList<>();
    for (Row row : pool.query("SELECT * FROM " + table).executeAndAwait()) {
      texts.add(row.toJson().encode());
    }
    assertThat(texts).isNotEmpty();
    return texts;
  }

  @Test
  void aRevokedKeyIsRefusedAtOnceWhereItWasRevoked() {
    Keys.Created key = keys.create(Map.of("name", "short", "roles", List.of("operator")));
    Rest holder = nobody.with(Keys.bearer(key));
    holder.get("/status").expect(200);

    admin.delete("/api-keys/" + key.id()).expect(204);

    holder.get("/status").expect(401);
    admin.delete("/api-keys/" + key.id()).expect(404);
    assertThat(listed(key.id())).isNull();
  }

  /** What another instance does to the table is seen here within the time of the cache. */
  @Test
  void aKeyThatAnotherInstanceRevokesIsRefusedWithinSeconds() {
    Keys.Created key = keys.create(Map.of("name", "short", "roles", List.of("operator")));
    Rest holder = nobody.with(Keys.bearer(key));
    holder.get("/status").expect(200);

    pool.query("DELETE FROM api_keys WHERE id = '" + key.id() + "'").executeAndAwait();

    await().atMost(WITHIN).until(() -> holder.get("/status").status() == 401);
  }

  @Test
  void anExpiredKeyIsRefused() {
    Instant soon = Instant.now().plusMillis(1500);
    Keys.Created key =
        keys.create(
            Map.of("name", "soon", "roles", List.of("operator"), "expiresAt", soon.toString()));
    Rest holder = nobody.with(Keys.bearer(key));
    holder.get("/status").expect(200);

    await().atMost(WITHIN).until(() -> holder.get("/status").status() == 401);
    assertThat(Instant.now()).isAfterOrEqualTo(soon);
  }

  @Test
  void itsLastUseIsNotedAtMostOnceAMinute() {
    Keys.Created key = keys.create(Map.of("name", "used", "roles", List.of("operator")));
    assertThat(listed(key.id()).path("lastUsedAt").isNull()).isTrue();
    Rest holder = nobody.with(Keys.bearer(key));
    holder.get("/status").expect(200);
    await().atMost(WITHIN).until(() -> !listed(key.id()).path("lastUsedAt").isNull());
    String first = listed(key.id()).path("lastUsedAt").asText();

    // once the cache has forgotten it, it is read again, and not noted again
    Instant past = Instant.now().plusMillis(2500);
    await()
        .atMost(WITHIN)
        .until(() -> holder.get("/status").status() == 200 && Instant.now().isAfter(past));
    assertThat(listed(key.id()).path("lastUsedAt").asText()).isEqualTo(first);
  }

  /** Any part of it that is wrong makes all of it wrong, with one and the same answer. */
  @Test
  void aKeyThatIsNearlyRightIsWorthNothing() {
    String key = keys.create(Map.of("name", "near", "roles", List.of("admin"))).key();
    Rest.Answer nothing = nobody.get("/status").expect(401);
    List<String> wrong =
        List.of(
            key.substring(0, key.length() - 1),
            key + "A",
            key.substring(0, 26) + "A".repeat(43),
            "lsk_" + "A".repeat(22) + key.substring(26),
            key.replace("lsk_", "LSK_"),
            "lsk_",
            "lsk_" + "A".repeat(65),
            "A".repeat(16 * 1024),
            Secured.ADMIN_KEY + "0");
    for (String each : wrong) {
      Rest.Answer refusal = nobody.with(Keys.bearer(each)).get("/status").expect(401);
      assertThat(refusal.text()).isEqualTo(nothing.text());
      assertThat(refusal.header("WWW-Authenticate")).isEqualTo(nothing.header("WWW-Authenticate"));
    }
    nobody.with(Keys.bearer(key)).get("/status").expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Basic YTpi", "Bearer", "Bearer ", "lsk_x", "Bearer a b", "Bearer \u00e4"})
  void whatIsNoBearerTokenIsWorthNothing(String credentials) {
    nobody.get("/status", "Authorization", credentials).expect(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|name",
        "{\"name\":\"a\"}|roles",
        "{\"name\":\"a\",\"roles\":[]}|roles",
        "{\"name\":\" \",\"roles\":[\"admin\"]}|name",
        "{\"name\":\"a\",\"roles\":[\"shopper\"]}|userId",
        "{\"name\":\"a\",\"roles\":[\"shopper\"],\"userId\":\"a b\"}|userId",
        "{\"name\":\"a\",\"roles\":[\"king\"]}|roles",
        "{\"name\":\"a\",\"roles\":[\"admin\"],\"expiresAt\":\"2001-01-01T00:00:00Z\"}|expiresAt",
        "{\"name\":\"a\",\"roles\":[\"admin\"],\"more\":1}|more"
      })
  void refusesAWrongKey(String body, String field) {
    Rest.Answer refusal = admin.post("/api-keys", body).expect(400);
    assertThat(refusal.json().path("errors").get(0).path("field").asText()).startsWith(field);
  }

  @Test
  void aKeyIsRevokedByItsIdAlone() {
    admin.delete("/api-keys/nonsense").expect(400);
    admin.delete("/api-keys/" + UUID.randomUUID()).expect(404);
  }

  private JsonNode listed(String id) {
    String next = "";
    while (true) {
      JsonNode page = admin.get("/api-keys?limit=100" + next).expect(200).json();
      for (JsonNode key : page.path("data")) {
        if (key.path("id").asText().equals(id)) {
          return key;
        }
      }
      if (!page.path("hasMore").asBoolean()) {
        return null;
      }
      next = "&after=" + page.path("next").asText();
    }
  }
}
