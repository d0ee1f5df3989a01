package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.TlsStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The packaged service calls servers that speak TLS alone, with the settings of {@code
 * docs/security.md} and certificates made here, for {@code localhost}.
 */
class ServerTlsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PASSWORD = "secret-stores-of-the-server-tls-test";
  private static final String HOST = "localhost";

  private static TlsStack servers;
  private static Path trust;

  @BeforeAll
  static void makeCertificates() throws Exception {
    Assumptions.assumeTrue(TlsStack.isPossible(), "the servers run in containers");
    servers = new TlsStack(PASSWORD);
    trust = servers.authority().trust();
  }

  @AfterAll
  static void removeServers() {
    if (servers != null) {
      servers.close();
    }
  }

  @Test
  void callsItsServersOverTls() throws Exception {
    Stack stack = servers.start();
    try (PackagedService service = trusting(stack, HOST).start()) {
      confirmAnOrder(service);
    }
    // the certificate is for localhost
    try (PackagedService misled = trusting(stack, "127.0.0.1").startUnready();
        PackagedService stranger = calling(stack, HOST).startUnready()) {
      assertCallsNobody(misled, "matched the server hostname");
      assertCallsNobody(stranger, "does not chain with any of the trust anchors");
    }

    Stack mutual = servers.restartMutual();
    try (PackagedService known = known(mutual).start();
        PackagedService unknown = trusting(mutual, HOST).startUnready()) {
      confirmAnOrder(known);
      assertCallsNobody(unknown, "Access denied");
    }
  }

  /** What it does not trust, or who does not trust it, it names, and works with none of them. */
  private static void assertCallsNobody(PackagedService service, String why) {
    Awaitility.await(why + " is in " + service.log())
        .atMost(PATIENCE)
        .until(() -> saysOfEach(service, why));
    Awaitility.await("readiness names them all, see " + service.log())
        .atMost(PATIENCE)
        .untilAsserted(() -> assertReadinessNamesAll(service));
  }

  private static void assertReadinessNamesAll(PackagedService service) {
    Rest.Answer ready = service.rest().get("/q/health/ready").expect(503);
    Map<String, JsonNode> checks = new HashMap<>();
    ready.json().path("checks").forEach(each -> checks.put(each.path("name").asText(), each));
    assertThat(checks.get("database").path("status").asText()).isEqualTo("DOWN");
    // Redlock's servers are not asked while there is no schema, which says what they know
    for (String server : List.of("redis", "kafka")) {
      assertThat(checks.get(server).path("data").path("state").asText())
          .as("%s", checks.get(server))
          .isEqualTo("degraded");
    }
  }

  private static boolean saysOfEach(PackagedService service, String why) throws IOException {
    String log = Files.readString(service.log());
    return log.contains(why)
        && log.contains("the schema waits for the database")
        && log.contains("[com.rabbitmq.client.impl")
        && log.contains("failed authentication due to");
  }

  private static void confirmAnOrder(PackagedService service) throws IOException {
    OrderFixture.through(service.rest()).aConfirmedOrder();
    String log = Files.readString(service.log());
    assertThat(log).doesNotContain(PASSWORD);
  }

  /** Calls the servers by this name, and trusts who has signed their certificates. */
  private static PackagedService.Builder trusting(Stack stack, String host) {
    PackagedService.Builder service = calling(stack, host);
    withStore(service, "quarkus.tls.servers.trust-store.p12", trust);
    service.with("quarkus.datasource.reactive.trust-certificate-pfx", "true");
    withStore(service, "quarkus.datasource.reactive.trust-certificate-pfx", trust);
    return withJdbcStore(service, "trustCertificateKeyStore", trust);
  }

  /** Shows them a certificate of its own besides. */
  private static PackagedService.Builder known(Stack stack) throws Exception {
    servers.authority().sign("service", HOST);
    Path store = servers.authority().store("service");
    PackagedService.Builder service = trusting(stack, HOST);
    withStore(service, "quarkus.tls.servers.key-store.p12", store);
    service.with("quarkus.datasource.reactive.key-certificate-pfx", "true");
    withStore(service, "quarkus.datasource.reactive.key-certificate-pfx", store);
    return withJdbcStore(service, "clientCertificateKeyStore", store);
  }

  private static void withStore(PackagedService.Builder service, String setting, Path store) {
    service.with(setting + ".path", store.toString()).with(setting + ".password", PASSWORD);
  }

  private static PackagedService.Builder withJdbcStore(
      PackagedService.Builder service, String property, Path store) {
    String setting = "quarkus.datasource.jdbc.additional-jdbc-properties." + property;
    return service
        .with(setting + "Url", store.toUri().toString())
        .with(setting + "Type", "PKCS12")
        .with(setting + "Password", PASSWORD);
  }

  /** Over TLS, trusting nobody but those whom the JVM trusts. */
  private static PackagedService.Builder calling(Stack stack, String host) {
    PackagedService.Builder service = PackagedService.on(stack);
    stack
        .settings()
        .forEach(
            (name, value) ->
                service.withVariable(
                    name, value.replace("127.0.0.1", host).replace("redis:", "rediss:")));
    return service
        .withVariable(
            "QUARKUS_DATASOURCE_JDBC_URL",
            stack
                .setting("QUARKUS_DATASOURCE_JDBC_URL")
                .replace("127.0.0.1", host)
                .replaceFirst("\\?.*", "?sslMode=VERIFY_IDENTITY"))
        .with("quarkus.tls.servers.hostname-verification-algorithm", "HTTPS")
        .with("quarkus.datasource.reactive.mysql.ssl-mode", "verify-identity")
        .with("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS")
        .with("quarkus.redis.tls-configuration-name", "servers")
        .withVariable("RABBITMQ_SSL", "true")
        .with("mp.messaging.connector.smallrye-rabbitmq.tls-configuration-name", "servers")
        .with("kafka.security.protocol", "SSL")
        .with("kafka.tls-configuration-name", "servers");
  }
}
