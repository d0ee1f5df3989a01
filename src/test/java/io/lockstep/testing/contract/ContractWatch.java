package io.lockstep.testing.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.Management;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Watches what tests send to the service and what it answers. The document is the one that the
 * service itself serves; all services of one test run are of one build.
 */
public final class ContractWatch {
  private static final String OPERATIONS = "/q/";
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static volatile HttpContract contract;

  private ContractWatch() {}

  /**
   * Looks at one exchange with the service.
   *
   * @throws AssertionError if it does not keep the contract
   */
  public static void check(URI service, Exchange exchange) {
    check(service, exchange, HttpContract::faults);
  }

  private static void check(
      URI service, Exchange exchange, BiFunction<HttpContract, Exchange, List<String>> rules) {
    if (!Management.has(exchange.path()) && knowsDocument(service, exchange)) {
      long began = System.nanoTime();
      List<String> faults = rules.apply(contract, exchange);
      WatchLog.note(contract.shown(exchange), faults, System.nanoTime() - began);
      fail(faults);
    }
  }

  /**
   * Looks at an answer that came over a bare socket. What is sent there is odd on purpose, so
   * nothing is said of that.
   */
  public static void checkRaw(URI service, String requestHead, String requestBody, String answer) {
    Exchange exchange = RawExchange.read(requestHead, requestBody, answer);
    if (exchange != null) {
      check(service, exchange, HttpContract::faultsOfAnswer);
    }
  }

  /** The same of the head of an answer whose body is not read, as that of a stream. */
  public static void checkHead(HttpResponse<?> response) {
    URI uri = response.uri();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    check(
        uri,
        new Exchange(
            response.request().method(),
            uri.getRawPath() + query,
            response.request().headers().map(),
            null,
            response.statusCode(),
            response.headers().map(),
            null));
  }

  /** The same of the data of the events of a stream. */
  public static void checkEvents(URI stream, List<String> data) {
    load(stream);
    List<String> faults =
        data.stream()
            .flatMap(each -> contract.faultsOfEvent(stream.getRawPath(), each).stream())
            .toList();
    WatchLog.note(null, faults, 0);
    fail(faults);
  }

  private static void fail(List<String> faults) {
    if (!faults.isEmpty()) {
      throw new AssertionError("not as the OpenAPI document has it:\n" + String.join("\n", faults));
    }
  }

  private static boolean knowsDocument(URI service, Exchange exchange) {
    if (contract == null && !exchange.path().startsWith(OPERATIONS)) {
      load(service);
    }
    return contract != null;
  }

  private static synchronized void load(URI service) {
    if (contract == null) {
      contract = HttpContract.of(document(service.resolve("/q/openapi?format=json")));
      WatchLog.noteDocumented(contract.documented());
    }
  }

  private static JsonNode document(URI uri) {
    try {
      HttpResponse<String> answer =
          CLIENT.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode document = answer.statusCode() == 200 ? StrictReading.json(answer.body()) : null;
      if (document == null) {
        throw new AssertionError("no OpenAPI document: %d".formatted(answer.statusCode()));
      }
      return document;
    } catch (IOException away) {
      throw new UncheckedIOException("no OpenAPI document at " + uri, away);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
