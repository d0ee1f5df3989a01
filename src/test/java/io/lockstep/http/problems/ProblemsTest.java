package io.lockstep.http.problems;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.RawHttp;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error that leaves is a problem, and says nothing about the inside. */
@QuarkusTest
class ProblemsTest {
  private static final String THROWING = "/test/throwing";
  private static final String LINE = "{\"lines\": [{\"quantity\": 1}]}";

  private final Rest rest = Rest.ofTest();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sync",
        "async",
        "error",
        "sql",
        "io",
        "json",
        "unwritable/getter",
        "unwritable/unknown"
      })
  void saysNothingAboutWhatBroke(String how) {
    Rest.Answer answer = rest.get(THROWING + "/" + how);

    assertProblem(answer, 500, "internal-error");
    assertThat(answer.text())
        .doesNotContain("secret")
        .doesNotContain("SELECT")
        .doesNotContain("io.lockstep")
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
  }

  @Test
  void leavesRedirectsAlone() {
    assertThat(rest.get(THROWING + "/redirect").status()).isEqualTo(302);
  }

  @Test
  void saysWhenToComeAgain() {
    assertThat(
            assertProblem(rest.get(THROWING + "/problem"), 409, "so-it-is").header("Retry-After"))
        .isEqualTo("7");
    assertThat(
            assertProblem(rest.get(THROWING + "/unavailable"), 503, "unavailable")
                .header("Retry-After"))
        .isNotNull();
  }

  @Test
  void namesTheQueryParameterThatIsWrong() {
    assertThat(errors(rest.get(THROWING + "/ok?most=11"))).containsExactly("most");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"lines": [{"quantity": 6}]}                           | lines[0].quantity
          {"lines": [{"quantity": 1}, {"quantity": 6}]}          | lines[1].quantity
          {"lines": [{"quantity": 1, "price": {"amount": 101}}]} | lines[0].price.amount
          {"lines": [], "price": {"amount": 101}}                | price.amount
          {"lines": [null]}                                      | lines[0]
          {"lines": null}                                        | lines
          {}                                                     | lines
          {"lines": [1, 2]}                                      | lines[0]
          {"lines": {}}                                          | lines
          {"lines": [{}]}                                        | lines[0].quantity
          {"lines": [{"quantity": null}]}                        | lines[0].quantity
          {"lines": [{"quantity": "1"}]}                         | lines[0].quantity
          {"lines": [{"quantity": 1.5}]}                         | lines[0].quantity
          {"lines": [{"quantity": true}]}                        | lines[0].quantity
          {"lines": [{"quantity": 99999999999999999999}]}        | lines[0].quantity
          {"lines": [], "price": {"currency": 5}}                | price.currency
          {"lines": [], "extra": 1}                              | extra
          {"lines": [{"quantity": 1, "extra": 1}]}               | lines[0].extra
          """)
  void namesTheMemberThatIsWrong(String body, String field) {
    assertThat(errors(rest.post(THROWING, body))).containsExactly(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"lines\": tru",
        "{\"lines\": [}",
        "[]",
        "1",
        "\"text\"",
        "null",
        "not json",
        "{\"lines\": []} {}",
        "{\"lines\": [], \"lines\": []}",
        "{\"lines\": [],}",
        "{'lines': []}"
      })
  void refusesWhatIsNotTheDocumentItWants(String body) {
    assertThat(errors(rest.post(THROWING, body))).hasSize(1);
  }

  @Test
  void refusesNoBodyAtAll() {
    assertThat(errors(rest.post(THROWING, ""))).containsExactly("");
  }

  @Test
  void refusesDeepNesting() {
    String deep = "[".repeat(200_000);
    assertThat(errors(rest.post(THROWING, deep))).hasSize(1);
    assertThat(errors(rest.post(THROWING, "{\"lines\": " + deep))).hasSize(1);
    assertThat(errors(rest.post(THROWING, "{\"extra\": " + "{\"a\":".repeat(100_000)))).hasSize(1);
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] body =
        "{\"lines\": [], \"price\": {\"currency\": \"?\"}}".getBytes(StandardCharsets.UTF_8);
    body[body.length - 4] = (byte) 0xff;
    String answer = RawHttp.send(head("POST " + THROWING, "Content-Length: " + body.length), body);
    assertThat(answer).startsWith("HTTP/1.1 400").contains("price.currency");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/q/nothing", "/orders/x/y/z", "/orders//x", "/ORDERS"})
  void knowsNoOtherPaths(String path) {
    assertProblem(rest.get(path), 404, "not-found");
  }

  @Test
  void namesTheMethodsThatAreAllowed() {
    assertThat(assertProblem(rest.delete(THROWING), 405, "method-not-allowed").header("Allow"))
        .contains("POST");
    assertThat(
            assertProblem(rest.put("/dead-letters/x", "{}"), 405, "method-not-allowed")
                .header("Allow"))
        .contains("GET")
        .contains("DELETE");
  }

  @Test
  void refusesOtherMediaTypes() {
    assertProblem(
        rest.post(THROWING, LINE, "Content-Type", "text/plain"), 415, "unsupported-media-type");
    assertProblem(rest.get("/dead-letters", "Accept", "image/png"), 406, "not-acceptable");
    assertProblem(rest.get("/dead-letters", "Accept", "///"), 406, "not-acceptable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "application", "/json", "application/", ";", "a b/c"})
  void refusesWhatIsNoMediaType(String mediaType) {
    assertProblem(
        rest.post(THROWING, LINE, "Content-Type", mediaType), 415, "unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/x/%zz", "/dead-letters/%", "/dead-letters?queue=%f", "/%C3%2", "/a%zz?b=%zz"})
  void refusesWhatCannotBeDecoded(String target) {
    String answer = RawHttp.send(head("GET " + target, "Accept: */*"), new byte[0]);
    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("content-type: application/problem+json")
        .contains("\"status\":400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit", "after", "queue"})
  void refusesAParameterWithoutAValue(String parameter) {
    assertThat(errors(rest.get("/dead-letters?" + parameter + "="))).containsExactly(parameter);
    assertThat(errors(rest.get("/dead-letters?" + parameter))).containsExactly(parameter);
  }

  @Test
  void answersHeadAndOptions() {
    Rest.Answer head = rest.call("HEAD", "/dead-letters", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.text()).isEmpty();
    assertThat(rest.call("HEAD", "/nothing", null).status()).isEqualTo(404);
    Rest.Answer options = rest.call("OPTIONS", "/dead-letters", null);
    assertThat(options.status()).isEqualTo(200);
    assertThat(options.header("Allow")).contains("GET");
  }

  @Test
  void answersOptionsOfTheServerItself() {
    assertThat(RawHttp.send(head("OPTIONS *", "Accept: */*"), new byte[0]))
        .contains("/problems/not-found");
  }

  @Test
  void refusesTwoMebibytesWhetherDeclaredOrNot() {
    byte[] body = spaces(2 << 20);
    String declared =
        RawHttp.send(head("POST " + THROWING, "Content-Length: " + body.length), body);
    assertThat(declared).startsWith("HTTP/1.1 413").contains("/problems/content-too-large");
    String chunked =
        RawHttp.send(head("POST " + THROWING, "Transfer-Encoding: chunked"), RawHttp.chunked(body));
    assertThat(chunked).startsWith("HTTP/1.1 413").contains("/problems/content-too-large");
  }

  @Test
  void takesAlmostOneMebibyteWhetherDeclaredOrNot() {
    byte[] body = spaces((1 << 20) - 100);
    assertThat(RawHttp.send(head("POST " + THROWING, "Content-Length: " + body.length), body))
        .startsWith("HTTP/1.1 200");
    assertThat(
            RawHttp.send(
                head("POST " + THROWING, "Transfer-Encoding: chunked"), RawHttp.chunked(body)))
        .startsWith("HTTP/1.1 200");
  }

  /** The connection is told to close, but not before the caller could read why. */
  @Test
  void anOrdinaryClientSeesWhyItsBodyIsRefused() {
    String body = new String(spaces(8 << 20), StandardCharsets.UTF_8);
    for (int i = 0; i < 20; i++) {
      assertProblem(rest.post(THROWING, body), 413, "content-too-large");
    }
  }

  @Test
  void doesNotAskForABodyThatIsTooLarge() {
    String answer =
        RawHttp.send(
            head("POST " + THROWING, "Content-Length: 2097152\nExpect: 100-continue"), new byte[0]);
    assertThat(answer).startsWith("HTTP/1.1 413");
  }

  @Test
  void doesNotHangOnWhatIsNotHttp() {
    long began = System.nanoTime();
    assertThat(
            RawHttp.send(
                "GET /" + "a".repeat(10_000) + " HTTP/1.1\nConnection: close", new byte[0]))
        .contains(" 414 ");
    assertThat(
            RawHttp.send(head("GET /dead-letters", "X-Long: " + "a".repeat(70_000)), new byte[0]))
        .contains(" 431 ");
    assertThat(RawHttp.send(head("POST " + THROWING, "Content-Length: -1"), new byte[0]))
        .contains(" 400 ");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
  }

  private static String head(String target, String header) {
    return target
        + " HTTP/1.1\nHost: localhost\nConnection: close\nContent-Type: application/json\n"
        + header;
  }

  /** A valid document of that many bytes. */
  private static byte[] spaces(int length) {
    String end = "\"lines\": []}";
    return ("{" + " ".repeat(length - end.length() - 1) + end).getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> errors(Rest.Answer answer) {
    assertProblem(answer, 400, "invalid-request");
    List<String> fields = new ArrayList<>();
    for (JsonNode error : answer.json().path("errors")) {
      assertThat(error.path("message").asText()).isNotEmpty().doesNotContain("java");
      fields.add(error.path("field").asText());
    }
    return fields;
  }

  private static Rest.Answer assertProblem(Rest.Answer answer, int status, String slug) {
    assertThat(answer.text()).startsWith("{");
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.problem()).isEqualTo(slug);
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("title").asText()).isNotEmpty();
    assertThat(answer.json().path("detail").asText()).isNotEmpty();
    return answer;
  }
}
