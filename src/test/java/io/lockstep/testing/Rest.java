package io.lockstep.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.testing.contract.ContractWatch;
import io.lockstep.testing.contract.Exchange;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A caller of the service: JSON in, JSON out, every status is an answer. Headers are given as names
 * and values by turns. A body that is a {@code String} is sent as it is, anything else as JSON.
 * What does not keep the OpenAPI document is an {@link AssertionError}.
 */
public final class Rest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<URI> base;
  private final Supplier<URI> management;
  private final List<String> always;

  private Rest(Supplier<URI> base, Supplier<URI> management, List<String> always) {
    this.base = base;
    this.management = management;
    this.always = always;
  }

  /** The same caller with these headers on each request. */
  public Rest with(String... headers) {
    return new Rest(base, management, List.of(headers));
  }

  /** Calls the service at this address, whose management port is the next one. */
  public static Rest at(URI base) {
    URI next = URI.create("http://" + base.getHost() + ":" + (base.getPort() + 1));
    return new Rest(() -> base, () -> next, List.of());
  }

  /** Calls the application that a {@code @QuarkusTest} runs in; its port is known only by then. */
  public static Rest ofTest() {
    return new Rest(
        () -> URI.create("http://127.0.0.1:" + RestAssured.port),
        () -> Management.ofTest("/"),
        List.of());
  }

  public Answer get(String path, String... headers) {
    return call("GET", path, null, headers);
  }

  public Answer post(String path, Object body, String... headers) {
    return call("POST", path, body, headers);
  }

  public Answer put(String path, Object body, String... headers) {
    return call("PUT", path, body, headers);
  }

  public Answer patch(String path, Object body, String... headers) {
    return call("PATCH", path, body, headers);
  }

  public Answer delete(String path, String... headers) {
    return call("DELETE", path, null, headers);
  }

  /** Any call; waits for the answer. */
  public Answer call(String method, String path, Object body, String... headers) {
    try {
      return checked(
          body,
          CLIENT.send(
              request(method, path, body, headers),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
    } catch (IOException notAnswered) {
      throw new UncheckedIOException(method + " " + path + ": " + notAnswered, notAnswered);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Any call, without waiting: for callers that come at the same time. */
  public CompletableFuture<Answer> callLater(
      String method, String path, Object body, String... headers) {
    return CLIENT
        .sendAsync(
            request(method, path, body, headers),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
        .thenApply(response -> checked(body, response));
  }

  private static Answer checked(Object body, HttpResponse<String> response) {
    URI uri = response.request().uri();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    ContractWatch.check(
        uri,
        new Exchange(
            response.request().method(),
            uri.getRawPath() + query,
            response.request().headers().map(),
            body == null ? null : write(body),
            response.statusCode(),
            response.headers().map(),
            response.body()));
    return new Answer(response);
  }

  private HttpRequest request(String method, String path, Object body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder((Management.has(path) ? management : base).get().resolve(path))
            .timeout(TIMEOUT);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.method(method, HttpRequest.BodyPublishers.ofString(write(body)));
      request.setHeader("Content-Type", "application/json");
    }
    setHeaders(request, always);
    setHeaders(request, List.of(headers));
    return request.build();
  }

  private static void setHeaders(HttpRequest.Builder request, List<String> headers) {
    for (int i = 0; i < headers.size(); i += 2) {
      request.setHeader(headers.get(i), headers.get(i + 1));
    }
  }

  /** A body as it is sent. */
  public static String write(Object body) {
    try {
      return body instanceof String text ? text : JSON.writeValueAsString(body);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalArgumentException(notWritable);
    }
  }

  /**
   * What came back.
   *
   * @param text the body as sent
   */
  public record Answer(int status, HttpHeaders headers, String text) {
    private Answer(HttpResponse<String> response) {
      this(response.statusCode(), response.headers(), response.body());
    }

    /** The body as JSON. */
    public JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException notJson) {
        throw new AssertionError("not JSON (" + status + "): " + text, notJson);
      }
    }

    /** A header's value, or null. */
    public String header(String name) {
      return headers.firstValue(name).orElse(null);
    }

    /**
     * This answer, if it has the status.
     *
     * @throws AssertionError if it has not, with the body
     */
    public Answer expect(int expected) {
      if (status != expected) {
        throw new AssertionError("expected " + expected + " but got " + status + ": " + text);
      }
      return this;
    }

    /** The last part of a problem's {@code type}. */
    public String problem() {
      return json().path("type").asText().replaceFirst("^/problems/", "");
    }
  }
}
