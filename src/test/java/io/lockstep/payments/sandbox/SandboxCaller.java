package io.lockstep.payments.sandbox;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.testing.Sandbox;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Calls the sandbox in both of its protocols, as an adapter would. */
final class SandboxCaller {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Sandbox sandbox;

  SandboxCaller(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** A payment of 24.00 EUR that is paid by this method. */
  Asked paying(String method) {
    return new Asked(UUID.randomUUID(), 2400, method);
  }

  /** A step of the protocol of {@code http}, under its usual key. */
  Answer http(String step, Asked asked) {
    return http(step, asked, asked.key(step));
  }

  Answer http(String step, Asked asked, String key) {
    return httpLater(step, asked, key).join();
  }

  CompletableFuture<Answer> httpLater(String step, Asked asked, String key) {
    return send(
        request("/payments/" + asked.paymentId() + "/" + step, key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(asked.json())));
  }

  /** A step of Stripe's protocol; the form is without what is in brackets of {@code metadata}. */
  Answer stripe(String path, String key, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(joining("&"));
    return send(request(path, key)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)))
        .join();
  }

  Answer get(String path) {
    return send(request(path, null)).join();
  }

  Answer getWithKey(String path, String bearer) {
    return send(HttpRequest.newBuilder(URI.create(sandbox.url() + path))
            .header("Authorization", "Bearer " + bearer))
        .join();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path, String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(sandbox.url() + path))
            .header("Authorization", "Bearer " + Sandbox.KEY);
    return key == null ? request : request.header("Idempotency-Key", key);
  }

  private static CompletableFuture<Answer> send(HttpRequest.Builder request) {
    return CLIENT
        .sendAsync(request.timeout(TIMEOUT).build(), BodyHandlers.ofString())
        .thenApply(Answer::of);
  }

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(json, notJson);
    }
  }

  /** A payment to ask for. */
  record Asked(UUID paymentId, long amount, String method) {
    Asked of(long other) {
      return new Asked(paymentId, other, method);
    }

    String key(String step) {
      return paymentId + "-" + step;
    }

    String orderId() {
      return UUID.nameUUIDFromBytes(paymentId.toString().getBytes(StandardCharsets.US_ASCII))
          .toString();
    }

    String json() {
      ObjectNode json = JSON.createObjectNode();
      json.put("orderId", orderId()).put("userId", "ada");
      json.put("amount", amount).put("currency", "EUR").put("paymentMethod", method);
      return json.toString();
    }

    Map<String, String> form() {
      return Map.of(
          "amount",
          Long.toString(amount),
          "currency",
          "eur",
          "capture_method",
          "manual",
          "confirm",
          "true",
          "payment_method",
          method,
          "metadata[payment_id]",
          paymentId.toString(),
          "metadata[order_id]",
          orderId());
    }
  }

  /** What came back. */
  record Answer(int code, String text, boolean isReplayed) {
    static Answer of(HttpResponse<String> response) {
      return new Answer(
          response.statusCode(),
          response.body(),
          response.headers().firstValue("Idempotent-Replayed").isPresent());
    }

    JsonNode json() {
      return read(text);
    }

    String at(String pointer) {
      return json().at(pointer).asText();
    }
  }
}
