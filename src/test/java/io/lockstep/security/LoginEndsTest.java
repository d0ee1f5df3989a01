package io.lockstep.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.testing.EventStream;
import io.lockstep.testing.OpenIdProvider;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A stream ends with the login behind it, and says so. */
@QuarkusTest
@TestProfile(WithProvider.class)
class LoginEndsTest {
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final Rest nobody = Rest.ofTest();
  private final Rest admin = nobody.with(Secured.ADMIN);
  private final Keys keys = new Keys(nobody);

  OpenIdProvider provider;

  @Inject Pool pool;

  @Test
  void aStreamEndsWhenItsTokenExpires() {
    Map<String, Object> claims = provider.claims("short", "service");
    Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3);
    claims.put("exp", end.getEpochSecond());
    try (EventStream stream = events(Keys.bearer(provider.sign(claims)))) {
      expectEnd(stream, "token-expired");
      assertThat(Instant.now()).isAfterOrEqualTo(end);
    }
  }

  @Test
  void aStreamEndsWhenItsKeyExpires() {
    Instant end = Instant.now().plusSeconds(3);
    Keys.Created key =
        keys.create(
            Map.of("name", "short", "roles", List.of("service"), "expiresAt", end.toString()));
    try (EventStream stream = events(Keys.bearer(key))) {
      expectEnd(stream, "key-expired");
      assertThat(Instant.now()).isAfterOrEqualTo(end);
    }
  }

  @Test
  void aStreamEndsWhenItsKeyIsRevokedAndNoOtherDoes() {
    Keys.Created key = keys.create(Map.of("name", "first", "roles", List.of("service")));
    try (EventStream revoked = events(Keys.bearer(key));
        EventStream other = events(keys.of(Role.SERVICE));
        EventStream ofAdmin = events(Secured.ADMIN);
        EventStream ofToken = events(Keys.bearer(provider.token("service")))) {
      admin.delete("/api-keys/" + key.id()).expect(204);
      expectEnd(revoked, "key-revoked");
      admin.post("/events", Map.of("type", "shop.opened", "data", Map.of())).expect(202);
      for (EventStream stream : List.of(other, ofAdmin, ofToken)) {
        stream.await(event -> "shop.opened".equals(event.field("event")));
        assertThat(stream.hasEnded()).isFalse();
      }
    }
  }

  /** What another instance does to the table is seen here. */
  @Test
  void aStreamOfAnOrderEndsWhenAnotherInstanceRevokesItsKey() {
    Keys.Created key = keys.create(Map.of("name", "second", "roles", List.of("operator")));
    String order = anOrderThatNobodyCarriesOn();
    try (EventStream stream = open("/orders/" + order + "/events", Keys.bearer(key))) {
      stream.await(EventStream.Block::isEvent);
      execute("DELETE FROM api_keys WHERE id = '%s'", key.id());
      expectEnd(stream, "key-revoked");
      assertThat(stream.events()).hasSize(2);
    } finally {
      execute("DELETE FROM order_history WHERE order_id = '%s'", order);
      execute("DELETE FROM orders WHERE id = '%s'", order);
    }
  }

  private String anOrderThatNobodyCarriesOn() {
    String id = UUID.randomUUID().toString();
    execute(
        """
        INSERT INTO orders (id, user_id, status, amount, currency, items, version, created_at,
                            updated_at)
        VALUES ('%s', 'nobody', 'PENDING', 1, 'EUR', '[]', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
        """,
        id);
    execute(
        """
        INSERT INTO order_history (order_id, version, status, at)
        VALUES ('%s', 1, 'PENDING', UTC_TIMESTAMP(6))
        """,
        id);
    return id;
  }

  private void execute(String sql, String id) {
    assertThat(pool.query(sql.formatted(id)).executeAndAwait().rowCount()).isEqualTo(1);
  }

  private static EventStream events(String... headers) {
    return open("/events?types=shop.opened", headers);
  }

  private static EventStream open(String path, String... headers) {
    return EventStream.open(URI.create("http://127.0.0.1:" + RestAssured.port + path), headers);
  }

  private void expectEnd(EventStream stream, String reason) {
    await().atMost(WITHIN).until(stream::hasEnded);
    List<EventStream.Block> events = stream.events();
    EventStream.Block last = events.get(events.size() - 1);
    assertThat(last.field("event")).isEqualTo("lockstep.closed");
    assertThat(last.field("data")).isEqualTo("{\"reason\":\"" + reason + "\"}");
  }
}
