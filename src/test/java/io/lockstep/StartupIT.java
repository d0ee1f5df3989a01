package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

  @Test
  void comesUpWithoutTheDatabaseAndServesWhenItIsBack() {
    stack.stop(Server.DATABASE);
    try (PackagedService service = PackagedService.on(stack).startUnready()) {
      Awaitility.await("readiness names the database")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(statusOf(service, "database")).isEqualTo("DOWN"));
      assertThat(service.rest().get("/q/health/ready").status()).isEqualTo(503);
      assertThat(service.rest().get("/q/health/live").status()).isEqualTo(200);
      Rest.Answer refusal = service.rest().get("/dead-letters").expect(503);
      assertThat(refusal.problem()).isEqualTo("starting");
      assertThat(refusal.header("Retry-After")).isNotNull();

      stack.start(Server.DATABASE);

      service.awaitWhole();
      assertThat(service.rest().get("/q/health/started").status()).isEqualTo(200);
      assertThat(service.rest().get("/dead-letters").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS", "RABBITMQ", "KAFKA"})
  void isReadyWithoutABrokerOrRedisAndSaysThatItIsDegraded(Server missing) {
    stack.stop(missing);
    try (PackagedService service = PackagedService.on(stack).startDegraded()) {
      assertDegraded(service, checkOf(missing));
      assertThat(OrderFixture.through(service.rest()).aNewOrder()).isNotEmpty();

      stack.start(missing);

      service.awaitWhole();
    }
  }

  @Test
  void staysReadyWhenABrokerOrRedisHangsAndAnswersItsProbesInTime() {
    try (PackagedService service = PackagedService.on(stack).start()) {
      for (Server hanging : List.of(Server.REDIS, Server.RABBITMQ, Server.KAFKA)) {
        stack.pause(hanging);
        try {
          assertDegraded(service, checkOf(hanging));
          long asked = System.nanoTime();
          service.rest().get("/q/health/ready").expect(200);
          assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
        } finally {
          stack.resume(hanging);
        }
        service.awaitWhole();
      }
    }
  }

  @Test
  void saysFromTheFirstMomentOnWhatIsSoAndRefusesCallsUntilTheSchemaIsThere() throws Exception {
    try (Connection connection = stack.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + connection.getCatalog());
      statement.execute("CREATE DATABASE " + connection.getCatalog());
    }
    try (PackagedService service = PackagedService.on(stack).startWithoutWaiting()) {
      Set<Integer> statuses = new TreeSet<>();
      Awaitility.await("it serves")
          .atMost(Duration.ofSeconds(60))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(
              () -> {
                String checks = service.rest().get("/q/health").text();
                assertThat(checks).doesNotContain("0 of 5").doesNotContain("no answer within");
                Rest.Answer answer = service.rest().get("/dead-letters");
                statuses.add(answer.status());
                assertThat(answer.status() == 200 || answer.problem().equals("starting")).isTrue();
                return answer.status() == 200;
              });
      service.awaitWhole();
      assertThat(names(service.rest().get("/q/health").json())).doesNotHaveDuplicates();
      assertThat(Files.readAllLines(service.log())).noneMatch(line -> line.contains(" ERROR "));
      System.out.printf("statuses before and after the migration: %s%n", statuses);
    }
  }

  private static List<String> names(JsonNode health) {
    return health.path("checks").findValuesAsText("name");
  }

  private static void assertDegraded(PackagedService service, String name) {
    Awaitility.await("readiness names " + name)
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(check(service, name).at("/data/state").asText()).isEqualTo("degraded"));
    Rest.Answer readiness = service.rest().get("/q/health/ready").expect(200);
    assertThat(readiness.json().path("status").asText()).isEqualTo("UP");
    assertThat(check(service, name).at("/data/error").asText()).isNotBlank();
    service.rest().get("/q/health/live").expect(200);
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
