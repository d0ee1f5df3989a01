package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What an operator is told while servers are away. */
class StatusIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(8);

  private final Stack stack = Stack.current();

  @Test
  void namesTheServerThatIsAwayAndSinceWhen() {
    try (PackagedService service = PackagedService.start()) {
      awaitState(service, "redis", "up");
      Instant up = since(service, "redis");
      Instant before = Instant.now().minusSeconds(1);
      stack.stop(Server.REDIS);
      try {
        awaitState(service, "redis", "degraded");
        assertThat(since(service, "redis")).isAfter(up).isAfter(before);
        assertThat(since(service, "redis")).isEqualTo(since(service, "redis"));
        service.rest().get("/semaphores").expect(503);
        service.rest().get("/locks?backend=database").expect(200);
      } finally {
        stack.start(Server.REDIS);
      }
      awaitState(service, "redis", "up");
    }
  }

  @Test
  void answersInTimeWhileTheDatabaseHangs() {
    try (PackagedService service = PackagedService.start()) {
      awaitState(service, "database", "up");
      stack.pause(Server.DATABASE);
      try {
        long began = System.nanoTime();
        Rest.Answer answer = service.rest().get("/status").expect(503);
        assertThat(answer.problem()).isEqualTo("database-unavailable");
        assertThat(answer.header("Retry-After")).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONGEST_ANSWER);
      } finally {
        stack.resume(Server.DATABASE);
      }
      awaitState(service, "database", "up");
    }
  }

  private static void awaitState(PackagedService service, String server, String state) {
    await(server + " is " + state)
        .atMost(TIMEOUT)
        .until(() -> server(service, server).path("state").asText(), state::equals);
  }

  private static Instant since(PackagedService service, String server) {
    return Instant.parse(server(service, server).path("since").asText());
  }

  private static JsonNode server(PackagedService service, String name) {
    for (JsonNode server : service.rest().get("/status").json().path("servers")) {
      if (server.path("name").asText().equals(name)) {
        return server;
      }
    }
    return MissingNode.getInstance();
  }
}
