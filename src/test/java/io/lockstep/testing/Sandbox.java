package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * The sandbox of payments, that of {@code ./lockstep run --payments sandbox}, as a process of its
 * own on a port of its own. It speaks the protocols of the providers {@code http} and {@code
 * stripe}, and keeps its books over its death.
 */
public final class Sandbox implements AutoCloseable {
  /** The bearer key that it wants. */
  public static final String KEY = "sk_test_of-the-sandbox";

  /** What it signs webhooks with. */
  public static final String SECRET = "whsec_of-the-sandbox";

  private static final Path PROGRAM = Path.of("scripts/sandbox/sandbox.mjs");
  private static final Path FOLDER = Path.of("target/sandbox");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port = Ports.free();
  private final String name = UUID.randomUUID().toString();
  private final Map<String, String> options = new LinkedHashMap<>();

  private Process process;

  /** Tells these instances of Lockstep of its payments, by the addresses of their APIs. */
  public Sandbox telling(String... addresses) {
    return with("webhooks", String.join(",", addresses));
  }

  /**
   * Has an option, as {@code node scripts/sandbox/sandbox.mjs --help} lists them without dashes.
   */
  public Sandbox with(String option, Object value) {
    options.put(option, value.toString());
    return this;
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** What a service is told in its environment to pay by it, with the protocol of {@code http}. */
  public Map<String, String> settingsOfHttp() {
    return settings("http");
  }

  /** The same with the protocol of {@code stripe}. */
  public Map<String, String> settingsOfStripe() {
    return settings("stripe");
  }

  private Map<String, String> settings(String provider) {
    String prefix = "LOCKSTEP_PAYMENTS_" + provider.toUpperCase(Locale.ROOT);
    return Map.of(
        "LOCKSTEP_PAYMENTS_PROVIDER",
        provider,
        prefix + "_URL",
        url(),
        prefix + "_KEY",
        KEY,
        prefix + "_WEBHOOK_SECRETS",
        SECRET);
  }

  /** Starts it, with the books that it has left, and waits until it answers. */
  public Sandbox start() {
    try {
      Files.createDirectories(FOLDER);
      ProcessBuilder builder =
          new ProcessBuilder(command())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(path("log").toFile()));
      builder.environment().putAll(Map.of("SANDBOX_KEY", KEY, "SANDBOX_SECRET", SECRET));
      process = builder.start();
    } catch (IOException missing) {
      throw new AssertionError("node is needed, see CONTRIBUTING.md", missing);
    }
    Awaitility.await("the sandbox answers, see " + path("log"))
        .atMost(TIMEOUT)
        .until(this::answers);
    return this;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(List.of("node", PROGRAM.toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--journal", journal().toString()));
    options.forEach((option, value) -> command.addAll(List.of("--" + option, value)));
    return command;
  }

  private boolean answers() {
    assertThat(process.isAlive()).as("the sandbox runs, see %s", path("log")).isTrue();
    try {
      return books() != null;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** The file of its books. */
  public Path journal() {
    return path("journal");
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Kills it and starts it again, with its books. */
  public void restart() {
    kill();
    start();
  }

  /** Its totals: see docs/payments.md. */
  public JsonNode books() {
    return get("/books");
  }

  /** What became of one of our payments there; a missing node if it knows nothing of it. */
  public JsonNode books(UUID paymentId) {
    return get("/books?paymentId=" + paymentId);
  }

  private JsonNode get(String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(TIMEOUT).build();
    try {
      HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 404 ? MissingNode.getInstance() : JSON.readTree(answer.body());
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(path, notJson);
    } catch (IOException notAnswered) {
      throw new UncheckedIOException(notAnswered);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }

  private Path path(String what) {
    return FOLDER.resolve(name + "." + what);
  }
}
