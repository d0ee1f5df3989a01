package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A database that hangs or is gone, under load: answers come in time, and nothing is left over. */
class DatabaseOutageIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int WAITING = 30;
  private static final int CONNECTIONS = 20;
  private static final int CALLERS = 200;

  private final Stack stack = Stack.current();

  @AfterEach
  void theDatabaseIsBack() {
    stack.resume(Server.DATABASE);
    stack.start(Server.DATABASE);
  }

  @Test
  void answersInTimeWhileTheDatabaseHangsAndRecoversByItself() {
    try (PackagedService service = start()) {
      service.rest().get("/dead-letters").expect(200);
      stack.pause(Server.DATABASE);

      Map<String, Long> problems = callTogether(service, "/dead-letters");
      callTogether(service, "/products");

      assertThat(problems.keySet()).containsOnly("overloaded", "database-unavailable");
      assertThat(problems.get("database-unavailable")).isLessThanOrEqualTo(CONNECTIONS + WAITING);

      stack.resume(Server.DATABASE);

      assertRecovers(service);
    }
  }

  @Test
  void answersAtOnceWhileTheDatabaseIsGoneAndRecoversByItself() {
    try (PackagedService service = start()) {
      service.rest().get("/dead-letters").expect(200);
      stack.stop(Server.DATABASE);

      long began = System.nanoTime();
      Map<String, Long> problems = callTogether(service, "/dead-letters");

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT);
      assertThat(problems.keySet()).contains("database-unavailable");
      assertThat(service.rest().get("/q/health/live").status()).isEqualTo(200);

      stack.start(Server.DATABASE);

      assertRecovers(service);
    }
  }

  private PackagedService start() {
    return PackagedService.on(stack)
        .with("lockstep.sql.timeout", TIMEOUT.toMillis() + "ms")
        .with("lockstep.sql.queue", Integer.toString(WAITING))
        .start();
  }

  /** How often which problem came; each with Retry-After, and none after its time. */
  private static Map<String, Long> callTogether(PackagedService service, String path) {
    long began = System.nanoTime();
    List<CompletableFuture<Rest.Answer>> calls =
        Stream.generate(() -> service.rest().callLater("GET", path, null)).limit(CALLERS).toList();
    List<Rest.Answer> answers = calls.stream().map(CompletableFuture::join).toList();
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isLessThan(TIMEOUT.plus(Duration.ofSeconds(5)));
    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).isEqualTo(503);
              assertThat(answer.header("Retry-After")).isNotNull();
            });
    return answers.stream()
        .collect(Collectors.groupingBy(Rest.Answer::problem, Collectors.counting()));
  }

  /** Every connection is free again: as many calls as there are connections succeed together. */
  private static void assertRecovers(PackagedService service) {
    Awaitility.await("the database serves again")
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                service.rest().get("/dead-letters").status() == 200
                    && service.rest().get("/products").status() == 200);
    Awaitility.await("no connection is lost")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        Stream.generate(
                                () -> service.rest().callLater("GET", "/dead-letters", null))
                            .limit(CONNECTIONS)
                            .toList()
                            .stream()
                            .map(CompletableFuture::join))
                    .allMatch(answer -> answer.status() == 200));
    // the relay and the sweeps hold one now and then
    Awaitility.await("the pool is at rest")
        .atMost(Duration.ofSeconds(20))
        .until(() -> activeConnections(service) <= 2);
  }

  private static double activeConnections(PackagedService service) {
    return service
        .rest()
        .get("/q/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("sql_pool_active{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
