package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;

/**
 * A real OpenID Connect provider, that of {@code ./lockstep run --secure}, as a process of its own.
 * Its private key is known here, so that a test can sign tokens that it would not give.
 */
public final class OpenIdProvider implements AutoCloseable {
  private static final NpmProject PROGRAM =
      NpmProject.of("scripts/provider", "target/openid-provider");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "the secret of all clients of the tests";
  private static final int KEY_BITS = 2048;

  private final int port = Ports.free();
  private final String name = "openid-" + UUID.randomUUID();
  private final String rolesClaim;
  private final List<Map<String, Object>> clients = new ArrayList<>();

  private RsaJsonWebKey key = newKey();
  private Process process;

  /** One that says in this claim of its tokens which roles somebody has. */
  public OpenIdProvider(String rolesClaim) {
    this.rolesClaim = rolesClaim;
  }

  /** Gives this client tokens of that subject with these roles, from the next start on. */
  public OpenIdProvider withClient(String id, String subject, String... roles) {
    clients.add(Map.of("id", id, "secret", SECRET, "subject", subject, "roles", List.of(roles)));
    return this;
  }

  /** Where it is, and what its tokens name as their issuer. */
  public String issuer() {
    return "http://127.0.0.1:" + port;
  }

  /** Starts it and waits until it answers. */
  public OpenIdProvider start() {
    PROGRAM.install();
    try {
      write("keys", keys());
      write(
          "settings",
          Map.of(
              "port", port,
              "keys", path("keys").toString(),
              "rolesClaim", rolesClaim,
              "clients", clients));
      process =
          new ProcessBuilder("node", "provider.mjs", path("settings").toString())
              .directory(PROGRAM.file("").toFile())
              .redirectErrorStream(true)
              .redirectOutput(path("log").toFile())
              .start();
    } catch (IOException notStarted) {
      throw new UncheckedIOException(notStarted);
    }
    Awaitility.await("the provider answers, see " + path("log"))
        .atMost(TIMEOUT)
        .until(this::answers);
    return this;
  }

  private boolean answers() {
    assertThat(process.isAlive()).as("the provider runs, see %s", path("log")).isTrue();
    try {
      return send(HttpRequest.newBuilder(uri("/.well-known/openid-configuration"))).statusCode()
          == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** Ends it. */
  public void stop() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Freezes it (SIGSTOP): its port is open, and nothing answers. */
  public void pause() {
    signal("-STOP");
  }

  /** Lets it go on. */
  public void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    CommandLine.in(Path.of(".")).run("kill", signal, Long.toString(process.pid()));
  }

  @Override
  public void close() {
    if (process != null) {
      stop();
    }
  }

  /** Starts it again with another key, and without the one that it had. */
  public void rotateKeys() {
    stop();
    key = newKey();
    start();
  }

  /** A token that it gives to one of its clients. */
  public String token(String client) {
    String login = client + ":" + SECRET.replace(' ', '+');
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri("/token"))
                .header("Authorization", "Basic " + base64(login))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return read(answer.body()).path("access_token").asText();
  }

  /** What a good token of this subject says. */
  public Map<String, Object> claims(String subject, String... roles) {
    long now = Instant.now().getEpochSecond();
    return new HashMap<>(
        Map.of(
            "iss",
            issuer(),
            "aud",
            "lockstep",
            "sub",
            subject,
            "iat",
            now,
            "exp",
            now + 600,
            rolesClaim,
            List.of(roles)));
  }

  /** A token that says this, as it would sign it. */
  public String sign(Map<String, Object> claims) {
    return Jws.of(claims).signed("RS256", key.getKeyId(), key.getPrivateKey());
  }

  /** Its key of now. */
  public PublicKey publicKey() {
    return key.getRsaPublicKey();
  }

  /** The id of its key of now. */
  public String keyId() {
    return key.getKeyId();
  }

  /** A key as it might be another's. */
  public static RsaJsonWebKey newKey() {
    try {
      RsaJsonWebKey made = RsaJwkGenerator.generateJwk(KEY_BITS);
      made.setKeyId(UUID.randomUUID().toString());
      made.setUse("sig");
      made.setAlgorithm("RS256");
      return made;
    } catch (JoseException unknownAlgorithm) {
      throw new IllegalStateException(unknownAlgorithm);
    }
  }

  private Map<String, Object> keys() {
    return Map.of("keys", List.of(key.toParams(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE)));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path path(String what) {
    return PROGRAM.file(name + "-" + what + ".json").toAbsolutePath();
  }

  private void write(String what, Object json) throws IOException {
    JSON.writeValue(path(what).toFile(), json);
    assertThat(Files.size(path(what))).isPositive();
  }

  private URI uri(String path) {
    return URI.create(issuer() + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException notAnswered) {
      throw new UncheckedIOException(notAnswered);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(body, notJson);
    }
  }
}
