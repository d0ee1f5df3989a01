package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged service on good and bad mornings. */
class StartupIT {
  private final Stack stack = Stack.current();

  @AfterEach
  void everythingIsBack() {
    Stream.of(Server.DATABASE, Server.REDIS, Server.RABBITMQ, Server.KAFKA).forEach(stack::start);
  }

  @ParameterizedTest
  @EnumSource(names = {"DATABASE", "RABBITMQ", "KAFKA"})
  void comesUpWithoutAServerAndRecoversWhenItIsBack(Server missing) {
    stack.stop(missing);
    try (PackagedService service = PackagedService.on(stack).startUnready()) {
      String check = checkOf(missing);
      Awaitility.await("readiness names " + check)
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(statusOf(service, check)).isEqualTo("DOWN"));
      assertThat(service.rest().get("/q/health/ready").status()).isEqualTo(503);
      assertThat(service.rest().get("/q/health/live").status()).isEqualTo(200);

      stack.start(missing);

      service.awaitReady();
      assertThat(service.rest().get("/q/health/started").status()).isEqualTo(200);
      assertThat(service.rest().get("/dead-letters").status()).isEqualTo(200);
    }
  }

  @Test
  void isReadyWithoutRedisAndSaysThatItIsDegraded() {
    stack.stop(Server.REDIS);
    try (PackagedService service = PackagedService.on(stack).start()) {
      JsonNode redis = check(service, "redis");
      assertThat(redis.path("status").asText()).isEqualTo("UP");
      assertThat(redis.path("data").path("state").asText()).isEqualTo("degraded");

      stack.start(Server.REDIS);

      Awaitility.await("redis is back")
          .atMost(Duration.ofSeconds(30))
          .until(() -> check(service, "redis").path("data").path("state").isMissingNode());
    }
  }

  @Test
  void endsWithinSecondsWhenAskedTo() {
    try (PackagedService service = PackagedService.start()) {
      service.rest().get("/dead-letters").expect(200);
      long asked = System.nanoTime();

      int code = service.terminate();

      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
      assertThat(code).isIn(0, 143);
    }
  }

  /** The database is frozen while the request waits for it, so that it is in flight for sure. */
  @Test
  void finishesTheRequestInFlightBeforeItEnds() {
    try (PackagedService service = PackagedService.start()) {
      service.rest().get("/dead-letters").expect(200);
      stack.pause(Server.DATABASE);
      var inFlight = service.rest().callLater("GET", "/dead-letters", null);
      Awaitility.await("the request waits")
          .pollDelay(Duration.ofMillis(500))
          .until(() -> !inFlight.isDone());

      service.beginTermination();
      Awaitility.await("new requests are sent elsewhere")
          .atMost(Duration.ofSeconds(5))
          .until(() -> service.rest().get("/orders").problem().equals("shutting-down"));
      stack.resume(Server.DATABASE);

      assertThat(inFlight.join().status()).isEqualTo(200);
      assertThat(service.awaitEnd(Duration.ofSeconds(30))).isIn(0, 143);
    } finally {
      stack.resume(Server.DATABASE);
    }
  }

  private static String checkOf(Server server) {
    return server == Server.DATABASE
        ? "database"
        : server.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String statusOf(PackagedService service, String name) {
    return check(service, name).path("status").asText();
  }

  private static JsonNode check(PackagedService service, String name) {
    for (JsonNode check : service.rest().get("/q/health/ready").json().path("checks")) {
      if (check.path("name").asText().equals(name)) {
        return check;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }
}
