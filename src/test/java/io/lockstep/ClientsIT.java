package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.CommandLine;
import io.lockstep.testing.Copies;
import io.lockstep.testing.DocumentTools;
import io.lockstep.testing.NpmProject;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The tools of others accept the OpenAPI document of the packaged service as it is, and the clients
 * that generators make of it compile and do their work.
 */
class ClientsIT {
  private static final String DOCUMENT = "openapi.json";
  private static final Pattern STATUS = Pattern.compile(" is ([A-Z]+) since ");
  private static final List<String> ALL_STATUSES = List.of("PENDING", "PAID", "CONFIRMED");
  private static PackagedService service;
  private static String url;
  private static String user;
  private static String sku;

  @BeforeAll
  static void startService() {
    DocumentTools.install();
    service = PackagedService.start();
    url = service.uri().toString();
    DocumentTools.document(DOCUMENT, service.rest().get("/q/openapi?format=json").text());
    OrderFixture fixture = OrderFixture.through(service.rest());
    user = fixture.aRichUser();
    sku = fixture.aProductWithStock(100);
  }

  @AfterAll
  static void endService() {
    if (service != null) {
      service.close();
    }
  }

  /** {@code recommended-strict}: its warnings are errors. */
  @Test
  void redoclyHasNothingToSayAboutTheDocument() {
    DocumentTools.runTool("redocly", "lint", DOCUMENT);
  }

  @Test
  void spectralHasNothingToSayAboutTheDocument() {
    DocumentTools.runTool(
        "spectral",
        "lint",
        "--ruleset",
        "openapi.spectral.yaml",
        "--fail-severity",
        "warn",
        DOCUMENT);
  }

  @Test
  void theTypeScriptClientPlacesAndFollowsOrders() {
    NpmProject client = NpmProject.of("clients/typescript", "target/clients/typescript").install();
    client.run("npm", "run", "generate", "--", DocumentTools.path(DOCUMENT).toString());
    client.run("npm", "run", "build");
    assertDoesItsWork(client.run("npm", "run", "example", "--", url, user, sku));
  }

  @Test
  void theClientOfAnotherGeneratorPlacesAndFollowsOrders() {
    DocumentTools.runTool(
        "openapi-ts", "-i", DOCUMENT, "-o", "hey-api", "-c", "@hey-api/client-fetch");
    DocumentTools.runTool("tsc");
    String said = DocumentTools.runScript("compiled/placing-orders.js", url, user, sku);
    assertDoesItsWork(said);
    assertThat(said).contains("the newest is that one");
  }

  @Test
  void theJavaClientPlacesAndFollowsOrders() {
    Path client = Path.of("target/clients/java");
    Copies.ofSources(Path.of("clients/java"), client);
    assertDoesItsWork(
        CommandLine.in(client)
            // it lives too short for the second compiler to pay
            .with(Map.of("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"))
            .run(
                Path.of("mvnw").toAbsolutePath().toString(),
                "-q",
                "-B",
                "compile",
                "exec:java",
                "-Dlockstep.openapi=" + url + "/q/openapi",
                "-Dexec.args=" + String.join(" ", url, user, sku)));
  }

  private static void assertDoesItsWork(String said) {
    assertThat(said)
        .containsPattern("order [0-9a-f-]{36} is CONFIRMED")
        .contains("refused: there is no product no-such-product");
    // the stream begins where the order stands when it is opened, and leaves out nothing after that
    assertThat(ALL_STATUSES)
        .endsWith(STATUS.matcher(said).results().map(each -> each.group(1)).toArray(String[]::new));
    assertThat(said).contains(" is CONFIRMED since ");
  }
}
