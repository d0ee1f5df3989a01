package io.lockstep.logins.origins;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.RawHttp;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The open service does nothing for web pages, whatever names they have its address called by. */
@QuarkusTest
class OpenServiceTest {
  private static final byte[] NOTHING = {};

  private final Rest rest = Rest.ofTest();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:8080",
        "127.0.0.1:8080",
        "127.1.2.3",
        "[::1]:8080",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "lockstep",
        "build-host:8080"
      })
  void answersToItsOwnNames(String host) {
    assertThat(askedAs(host)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.evil",
        "2130706433",
        "0.0.0.0",
        "192.0.2.7",
        "[2001:db8::1]"
      })
  void answersToNoOtherName(String host) {
    assertRefused(host, 403, "foreign-origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1@evil.example",
        "evil.example@localhost",
        "evil.example#localhost",
        "[::1",
        "a b"
      })
  void refusesWhatIsNoName(String host) {
    assertRefused(host, 400, "invalid-request");
  }

  /** No browser is so old. */
  @Test
  void answersWhereNobodyIsNamed() {
    assertThat(RawHttp.send("GET /products HTTP/1.0", NOTHING)).contains(" 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://localhost.evil.example:8080",
        "http://evil.example#localhost",
        "http://evil@localhost",
        "https://127.0.0.1.evil.example",
        "null",
        "localhost",
        "file://",
        "chrome-extension://localhost"
      })
  void changesNothingForAPageOfAnotherMachine(String origin) {
    String account = "page-" + UUID.randomUUID();
    Map<String, String> body = Map.of("currency", "EUR");
    Rest.Answer refusal = rest.put("/accounts/" + account, body, "Origin", origin).expect(403);
    assertThat(refusal.problem()).isEqualTo("foreign-origin");
    assertThat(refusal.header("RateLimit")).isNotNull();
    assertThat(refusal.header("traceparent")).isNotNull();
    rest.post("/price-adjustments", "category=all", "Origin", origin).expect(403);
    rest.delete("/users/" + account, "Origin", origin).expect(403);
    rest.get("/accounts/" + account, "Origin", origin).expect(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:3000", "http://127.0.0.1", "https://[::1]:8443"})
  void servesAPageOfThisMachine(String origin) {
    String account = "page-" + UUID.randomUUID();
    rest.put("/accounts/" + account, Map.of("currency", "EUR"), "Origin", origin).expect(201);
  }

  private static void assertRefused(String host, int status, String problem) {
    String answer = askedAs(host);
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(answer).contains("application/problem+json", "/problems/" + problem);
  }

  private static String askedAs(String host) {
    return RawHttp.send("GET /products HTTP/1.1\nHost: " + host + "\nConnection: close", NOTHING);
  }
}
