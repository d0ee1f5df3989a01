package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged service gets its secrets, and what it lets browsers and its database do. */
class HardeningIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String KEY = "secret-key-of-the-hardening-test";
  private static final String SHOP = "https://shop.example.org";

  private final Stack stack = Stack.current();

  @TempDir Path folder;

  @Test
  void doesNotStartWithoutASecretThatItIsPromisedAndNamesTheFile() throws IOException {
    PackagedService.Builder promised =
        PackagedService.on(stack).withVariable("LOCKSTEP_ADMIN_KEY_FILE", "/not/there");
    try (PackagedService service = promised.startWithoutWaiting()) {
      assertThat(service.awaitEnd(SOON)).isNotZero();
      assertSaysInOneLine(service, "/not/there");
    }
  }

  /** Both at once, since a start takes seconds: a key in a file, and pages of another origin. */
  @Test
  void takesTheKeyFromItsFileAndTellsBrowsersWhatIsAllowed() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
    PackagedService.Builder closed =
        PackagedService.on(stack)
            .with("quarkus.http.cors.enabled", "true")
            .with("quarkus.http.cors.origins", SHOP)
            .withVariable("LOCKSTEP_ADMIN_KEY_FILE", file.toString());
    try (PackagedService service = closed.start()) {
      Rest admin = service.rest().with("Authorization", "Bearer " + KEY);
      service.rest().get("/dead-letters").expect(401);
      assertSecurityHeaders(admin.get("/dead-letters").expect(200));

      HttpResponse<String> toShop = answerTo(SHOP, service);
      assertThat(toShop.statusCode()).isEqualTo(200);
      assertThat(toShop.headers().firstValue("Access-Control-Allow-Origin")).hasValue(SHOP);
      assertIsProblem(answerTo("https://other.example.org", service), 403, "foreign-origin");
      HttpResponse<String> toItself =
          answerTo(service.uri().toString().replaceFirst("/$", ""), service);
      assertThat(toItself.statusCode()).isEqualTo(200);
      assertThat(admin.get("/q/swagger-ui").expect(404).problem()).isEqualTo("not-found");
      assertThat(admin.get("/q/swagger-ui/").expect(404).problem()).isEqualTo("not-found");
      assertThat(Files.readString(service.log())).doesNotContain(KEY);
    }
  }

  /** The one account has no right to change the schema, the other migrates an empty one. */
  @Test
  void worksWithAnAccountThatMayNotChangeTheSchema() throws Exception {
    try (Connection owner = stack.connect();
        Statement statement = owner.createStatement()) {
      grantWhatTheServiceNeeds(statement);
      PackagedService.Builder two =
          PackagedService.on(stack)
              .with("quarkus.flyway.username", stack.setting("QUARKUS_DATASOURCE_USERNAME"))
              .with("quarkus.flyway.password", stack.setting("QUARKUS_DATASOURCE_PASSWORD"))
              .withVariable("QUARKUS_DATASOURCE_USERNAME", "lockstep_service");
      try (PackagedService service = two.start()) {
        assertThat(OrderFixture.through(service.rest()).aNewOrder()).isNotEmpty();
      }
    }
    try (Connection connection =
            DriverManager.getConnection(
                stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
                "lockstep_service",
                stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("CREATE TABLE mine (id INT)"))
          .hasMessageContaining("denied");
    }
  }

  private static void grantWhatTheServiceNeeds(Statement statement) throws Exception {
    List<String> grants = new ArrayList<>();
    String script = Files.readString(Path.of("src/main/docker/service-account.sql"));
    try (ResultSet rows = statement.executeQuery(script.replaceAll("(?m)^--.*$|;\\s*$", ""))) {
      while (rows.next()) {
        grants.add(rows.getString(1));
      }
    }
    for (String grant : grants) {
      statement.execute(grant);
    }
  }

  /** To a page of this origin. The framework answers it, of which the document says nothing. */
  private static HttpResponse<String> answerTo(String origin, PackagedService service)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(service.uri().resolve("/dead-letters"))
            .header("Authorization", "Bearer " + KEY)
            .header("Origin", origin)
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void assertIsProblem(HttpResponse<String> answer, int status, String type) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("/problems/" + type);
  }

  private static void assertSecurityHeaders(Rest.Answer answer) {
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Strict-Transport-Security")).isNull();
  }

  private static void assertSaysInOneLine(PackagedService service, String what) throws IOException {
    List<String> log = Files.readAllLines(service.log());
    assertThat(log).filteredOn(line -> line.contains("does not start")).hasSize(1);
    assertThat(log).anyMatch(line -> line.contains("does not start") && line.contains(what));
    assertThat(log).noneMatch(line -> line.startsWith("\tat "));
  }
}
