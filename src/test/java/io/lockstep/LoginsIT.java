package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged service is open on its own machine alone, and closed wherever else it listens. */
class LoginsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration REVOKED_WITHIN = Duration.ofSeconds(5);
  private static final String ADMIN_KEY = "lsk_of-the-tests-0123456789abcdef0123456789abcdef";

  private final Stack stack = Stack.current();

  @Test
  void refusesToBeOpenToOthersInOneLineThatSaysWhatToSet() throws IOException {
    try (PackagedService service =
        PackagedService.on(stack).with("quarkus.http.host", "0.0.0.0").startWithoutWaiting()) {
      await().atMost(TIMEOUT).until(() -> !service.isAlive());
      assertThat(service.exitCode()).isNotZero();
      List<String> said = linesOf(service.log(), "0.0.0.0");
      assertThat(said)
          .singleElement()
          .asString()
          .contains("QUARKUS_OIDC_AUTH_SERVER_URL", "LOCKSTEP_ADMIN_KEY", "QUARKUS_HTTP_HOST");
      assertThat(linesOf(service.log(), "\tat ")).isEmpty();
    }
  }

  @Test
  void saysOnceThatItIsOpen() throws IOException {
    try (PackagedService service = PackagedService.on(stack).start()) {
      service.rest().get("/status").expect(200);
      assertThat(linesOf(service.log(), "No way to log in")).hasSize(1);
    }
  }

  @Test
  void aKeyThatOneInstanceRevokesIsRefusedByTheOther() throws IOException {
    Path file = Files.createTempFile("admin", ".key");
    Files.writeString(file, ADMIN_KEY + "\n");
    try (PackagedService one =
            PackagedService.on(stack)
                .with("quarkus.http.host", "0.0.0.0")
                .withVariable("LOCKSTEP_ADMIN_KEY_FILE", file.toString())
                .start();
        PackagedService other =
            PackagedService.on(stack).with("lockstep.admin.key", ADMIN_KEY).start()) {
      one.rest().get("/status").expect(401);
      Rest admin = one.rest().with("Authorization", "Bearer " + ADMIN_KEY);
      var made =
          admin
              .post("/api-keys", Map.of("name", "short", "roles", List.of("operator")))
              .expect(201)
              .json();
      Rest holder = other.rest().with("Authorization", "Bearer " + made.path("key").asText());
      holder.get("/status").expect(200);

      admin.delete("/api-keys/" + made.path("id").asText()).expect(204);

      await().atMost(REVOKED_WITHIN).until(() -> holder.get("/status").status() == 401);
      assertThat(Files.readString(one.log()) + Files.readString(other.log()))
          .doesNotContain(made.path("key").asText())
          .doesNotContain(ADMIN_KEY);
    } finally {
      Files.delete(file);
    }
  }

  /** Each token asks for it anew. */
  @Test
  void aProviderThatIsAwayFillsNoLog() throws IOException {
    String token = "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJzdWIiOiJhIn0.c2ln";
    try (PackagedService service =
        PackagedService.on(stack)
            .with("quarkus.oidc.auth-server-url", "http://127.0.0.1:9/realm")
            .start()) {
      for (int i = 0; i < 4; i++) {
        service.rest().get("/status", "Authorization", token).expect(503);
      }
      assertThat(linesOf(service.log(), "a token could not be verified")).hasSize(1);
      List<String> warnings =
          linesOf(service.log(), "WARN").stream()
              .filter(line -> line.contains("oidc"))
              .map(line -> line.substring(line.indexOf("WARN")))
              .toList();
      assertThat(warnings).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  private static List<String> linesOf(Path log, String part) throws IOException {
    return Files.readAllLines(log).stream().filter(line -> line.contains(part)).toList();
  }
}
