package io.lockstep.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.testing.EventStream;
import io.lockstep.testing.LogTap;
import io.lockstep.testing.RawHttp;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one instance holds open at most, and how it notices that something is not given back. */
@QuarkusTest
@TestProfile(LimitsTest.SmallLimits.class)
class LimitsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STALL = Duration.ofSeconds(2);
  private static final int STREAMS = 20;
  private static final int STORM = 200;
  private static final int CONNECTIONS = 20;

  private final Rest rest = Rest.ofTest();
  private final List<SqlConnection> taken = new ArrayList<>();
  private String order;

  @Inject Pool pool;

  @AfterEach
  void giveBack() {
    taken.forEach(SqlConnection::closeAndForget);
    await().atMost(TIMEOUT).until(() -> metric("lockstep_http_streams") == 0);
  }

  @Test
  void refusesOneStreamTooManyOfEitherKindAndServesAgainWhenOneHasEnded() throws SQLException {
    order = anOpenOrder();
    List<EventStream> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(EventStream.open(i % 2 == 0 ? ofOrder() : ofEvents()));
    }
    for (URI uri : List.of(ofOrder(), ofEvents())) {
      Rest.Answer refusal = rest.get(uri.getRawPath()).expect(503);
      assertThat(refusal.problem()).isEqualTo("too-many-streams");
      assertThat(refusal.header("Retry-After")).isNotNull();
    }

    streams.get(0).close();

    await().atMost(TIMEOUT).until(() -> EventStream.statusOf(ofOrder()) == 200);
    streams.forEach(EventStream::close);
  }

  @Test
  void givesBackWhatAStormOfBrokenStreamsCostAndSaysNothingOfIt() throws Exception {
    order = anOpenOrder();
    try (LogTap log = LogTap.open()) {
      List<CompletableFuture<Void>> storm = new ArrayList<>();
      for (int i = 0; i < STORM; i++) {
        URI uri = i % 2 == 0 ? ofOrder() : ofEvents();
        storm.add(CompletableFuture.runAsync(() -> breakOff(uri)));
      }
      storm.forEach(CompletableFuture::join);

      await().atMost(TIMEOUT).until(() -> metric("lockstep_http_streams") == 0);
      await().atMost(TIMEOUT).until(() -> metric("lockstep_subscriptions") == 0);
      await().atMost(TIMEOUT).until(() -> metric("lockstep_orders_followers") == 0);
      assertThat(log.withStackTrace()).isEmpty();
    }
    assertThat(EventStream.statusOf(ofEvents())).isEqualTo(200);
  }

  @Test
  void isNotAliveWhenThePoolGivesNothingBackAlthoughTheDatabaseAnswers() {
    assertThat(isAlive()).isTrue();
    takeAllConnections();

    await().atMost(TIMEOUT).until(() -> !isAlive());

    taken.remove(0).close().await().atMost(TIMEOUT);
    await().atMost(TIMEOUT).until(this::isAlive);
  }

  @Test
  void isAliveWhileConnectionsComeBackHoweverBusyItIs() {
    takeAllConnections();
    long end = System.nanoTime() + STALL.multipliedBy(3).toNanos();
    while (System.nanoTime() < end) {
      taken.remove(0).close().await().atMost(TIMEOUT);
      taken.add(pool.getConnection().await().atMost(TIMEOUT));
      assertThat(isAlive()).isTrue();
    }
  }

  private void takeAllConnections() {
    for (int i = 0; i < CONNECTIONS; i++) {
      taken.add(pool.getConnection().await().atMost(TIMEOUT));
    }
  }

  private boolean isAlive() {
    return rest.get("/q/health/live").status() == 200;
  }

  private static void breakOff(URI uri) {
    RawHttp.sendAndGoAway(
        "GET",
        uri.getRawPath(),
        null,
        Duration.ofMillis(ThreadLocalRandom.current().nextInt(30)),
        "Accept",
        "text/event-stream");
  }

  private double metric(String name) {
    return rest.get("/q/metrics")
        .expect(200)
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  private URI ofOrder() {
    return at("/orders/" + order + "/events");
  }

  private static URI ofEvents() {
    return at("/events");
  }

  private static URI at(String path) {
    return URI.create("http://127.0.0.1:" + RestAssured.port + path);
  }

  /** One that nobody carries on, written as the service writes it. */
  private static String anOpenOrder() throws SQLException {
    String id = UUID.randomUUID().toString();
    try (Connection connection = Stack.current().connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          INSERT INTO orders (id, user_id, status, amount, currency, items, version, created_at,
                              updated_at)
          VALUES ('%s', 'nobody', 'PENDING', 1, 'EUR', '[]', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
          """
              .formatted(id));
      statement.executeUpdate(
          """
          INSERT INTO order_history (order_id, version, status, at)
          VALUES ('%s', 1, 'PENDING', UTC_TIMESTAMP(6))
          """
              .formatted(id));
    }
    return id;
  }

  /** Limits that a test can reach. */
  public static final class SmallLimits implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "lockstep.http.streams",
          Integer.toString(STREAMS),
          "lockstep.sql.pool-stall",
          STALL.toSeconds() + "s");
    }
  }
}
