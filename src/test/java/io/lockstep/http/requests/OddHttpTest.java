package io.lockstep.http.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.Operation;
import io.lockstep.testing.RawHttp;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client library makes: each gets a problem at once, and changes nothing. */
@QuarkusTest
class OddHttpTest {
  private static final byte[] NOTHING = new byte[0];

  private final Rest rest = Rest.ofTest();
  private final String sku = "odd-" + UUID.randomUUID();

  @Test
  void everyOperationRefusesAQueryParameterThatItDoesNotKnow() {
    List<String> taken = new ArrayList<>();
    for (Operation operation : Operation.all(rest)) {
      Rest.Answer answer = rest.call(operation.method(), pathOf(operation) + "?frobs=1", null);
      if (answer.status() != 400 && answer.status() != 415) {
        taken.add(operation + " answers " + answer.status());
      }
    }
    assertThat(taken).isEmpty();
    Rest.Answer list = rest.get("/orders?frobs=1").expect(400);
    assertThat(list.problem()).isEqualTo("invalid-request");
    assertThat(list.json().at("/errors/0/field").asText()).isEqualTo("frobs");
  }

  @Test
  void everyOperationRefusesAParameterThatStandsTwice() {
    for (Operation operation : Operation.all(rest)) {
      for (String name : operation.queryParameters()) {
        if (!name.equals("types")) {
          String query = "?" + name + "=1&" + name + "=2";
          assertThat(rest.call(operation.method(), pathOf(operation) + query, null).status())
              .as("%s of %s", name, operation)
              .isIn(400, 415);
        }
      }
    }
  }

  @Test
  void everyOperationRefusesMatrixParameters() {
    for (Operation operation : Operation.all(rest)) {
      assertThat(rest.call(operation.method(), pathOf(operation) + ";v=2", null).status())
          .as(operation.name())
          .isEqualTo(400);
    }
    rest.put(
            "/products/" + sku + ";v=2",
            """
            {"name": "A", "category": "c", "unitPrice": {"amount": 1, "currency": "EUR"}}""")
        .expect(400);
    rest.get("/products/" + sku).expect(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x/%zz",
        "/orders/%",
        "/orders/%e",
        "/products/%ff",
        "/products/%c3%28",
        "/orders?a=%zz",
        "/orders?%zz=1",
        "/orders?limit=%"
      })
  void answersATargetThatCannotBeDecodedWithAProblem(String target) {
    String answer =
        RawHttp.send("GET " + target + " HTTP/1.1\nHost: localhost\nConnection: close", NOTHING);
    assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*");
    assertThat(answer.toLowerCase(Locale.ROOT))
        .contains("content-type: application/problem+json")
        .contains("\"status\":4");
  }

  @Test
  void answersABodyThatIsEmptyInWhateverWay() {
    for (Operation operation : Operation.all(rest)) {
      if (operation.method().matches("POST|PUT|PATCH")) {
        for (String framing :
            List.of("Transfer-Encoding: chunked", "Content-Length: 0", "Content-Length: 3")) {
          byte[] body =
              (framing.startsWith("T") ? "0\r\n\r\n" : framing.endsWith("3") ? "  \n" : "")
                  .getBytes(StandardCharsets.US_ASCII);
          String answer =
              RawHttp.send(
                  "%s %s HTTP/1.1\nHost: localhost\nConnection: close\nContent-Type: application/json\n%s"
                      .formatted(operation.method(), pathOf(operation), framing),
                  body);
          assertThat(answer).as("%s with %s", operation, framing).matches("(?s)HTTP/1.1 [24].*");
        }
      }
    }
  }

  @Test
  void countsRequestsByTemplatesWhateverTheirPathsAre() {
    Set<String> before = countedPaths();
    for (int i = 0; i < 50; i++) {
      String odd = UUID.randomUUID().toString();
      rest.call("PATCH", "/orders/" + odd, "{}");
      rest.call("DELETE", "/products/" + odd, null);
      rest.call("POST", "/orders/" + odd + "/cancel;a=" + odd, null);
      rest.call("POST", "/q/openapi/" + odd, "{}");
      rest.call("PUT", "/users/" + odd, "{}", "Content-Type", "text/plain");
      rest.get("/" + odd + "/" + odd);
    }
    Set<String> added = countedPaths();
    added.removeAll(before);
    assertThat(added).hasSizeLessThan(8).noneMatch(path -> path.matches(".*[0-9a-f]{8}-.*"));
  }

  private Set<String> countedPaths() {
    return Stream.of(rest.get("/q/metrics").expect(200).text().split("\n"))
        .filter(line -> line.startsWith("http_server_requests_seconds_count"))
        .map(line -> line.replaceFirst(".*uri=\"([^\"]*)\".*", "$1"))
        .collect(Collectors.toSet());
  }

  /** Some path of the operation; what it names does not exist. */
  private static String pathOf(Operation operation) {
    return operation.path().replaceAll("\\{[^}]*}", "none-such");
  }
}
