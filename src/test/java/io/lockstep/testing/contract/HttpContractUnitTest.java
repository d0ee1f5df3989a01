package io.lockstep.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An answer that the document does not have is found, and one that it has is left alone. */
class HttpContractUnitTest {
  private static final String TRACE = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
  private static final String THING = "{\"id\":\"a\",\"size\":{\"width\":1}}";
  private static final String NONE =
      "{\"type\":\"/problems/not-found\",\"title\":\"Not found\",\"status\":404,\"detail\":\"-\"}";
  private static final String DOCUMENT =
      """
      {"openapi": "3.1.0",
       "paths": {
        "/things/{id}": {
         "get": {
          "operationId": "getThing",
          "parameters": [
           {"name": "id", "in": "path", "schema": {"type": "string", "maxLength": 5}},
           {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}}],
          "responses": {
           "200": {
            "headers": {"traceparent": {"$ref": "#/components/headers/traceparent"},
             "ETag": {"schema": {"type": "string", "pattern": "^\\"[0-9]+\\"$"}}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
           "404": {
            "headers": {"traceparent": {"$ref": "#/components/headers/traceparent"},
             "Retry-After": {"schema": {"type": "integer"}}},
            "content": {"application/problem+json": {"schema": {
             "oneOf": [{"$ref": "#/components/schemas/Gone"}, {"$ref": "#/components/schemas/None"}],
             "discriminator": {"propertyName": "type", "mapping": {
              "/problems/gone": "#/components/schemas/Gone",
              "/problems/not-found": "#/components/schemas/None"}}}}}}}},
         "put": {
          "operationId": "putThing",
          "parameters": [{"name": "id", "in": "path", "schema": {"type": "string"}}],
          "requestBody": {"required": true, "content": {"application/json": {
           "schema": {"$ref": "#/components/schemas/Thing"}}}},
          "responses": {"204": {
           "headers": {"traceparent": {"$ref": "#/components/headers/traceparent"}}}}}},
        "/things/changes": {
         "get": {
          "operationId": "followThings",
          "responses": {"200": {
           "headers": {"traceparent": {"$ref": "#/components/headers/traceparent"}},
           "content": {"text/event-stream": {"schema": {"type": "string",
            "contentSchema": {"$ref": "#/components/schemas/Thing"}}}}}}}}},
       "components": {
        "headers": {"traceparent": {"required": true, "schema": {"type": "string"}}},
        "schemas": {
         "Thing": {"type": "object", "required": ["id"], "properties": {
          "id": {"type": "string"},
          "at": {"type": "string", "format": "date-time"},
          "labels": {"type": "object", "additionalProperties": {"type": "string"}},
          "size": {"anyOf": [{"$ref": "#/components/schemas/Size"}, {"type": "null"}]}}},
         "Size": {"type": "object", "properties": {"width": {"type": "integer"}}},
         "Gone": {"type": "object", "properties": {"type": {"type": "string"}}},
         "None": {"type": "object", "required": ["type", "detail"], "properties": {
          "type": {"const": "/problems/not-found"}, "title": {"type": "string"},
          "status": {"const": 404}, "detail": {"type": "string"}}}}}}
      """;

  private final HttpContract contract = contract();

  private static HttpContract contract() {
    try {
      return HttpContract.of(new ObjectMapper().readTree(DOCUMENT));
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(notJson);
    }
  }

  @Test
  void hasNothingAgainstWhatIsDocumented() {
    assertThat(got("/things/a?limit=9", 200, THING)).isEmpty();
    assertThat(got("/things/a", 200, "{\"id\":\"a\",\"size\":null,\"labels\":{\"any\":\"one\"}}"))
        .isEmpty();
    assertThat(got("/things/a", 404, NONE)).isEmpty();
    assertThat(put(THING, 204, "")).isEmpty();
    assertThat(contract.faultsOfEvent("/things/changes", THING)).isEmpty();
  }

  @Test
  void namesMethodPathStatusAndDifference() {
    assertThat(got("/things/a", 200, "{}"))
        .singleElement()
        .asString()
        .contains("GET /things/a", "200", "'id'", "{}");
  }

  @Test
  void findsAStatusThatIsNotDocumented() {
    assertThat(got("/things/a", 409, NONE))
        .singleElement()
        .asString()
        .contains("409", "[200, 404]");
  }

  @Test
  void findsAnAdditionalMemberAtAnyDepth() {
    assertThat(got("/things/a", 200, THING.replace("\"id\"", "\"more\":1,\"id\""))).hasSize(1);
    assertThat(got("/things/a", 200, THING.replace("\"width\"", "\"more\":1,\"width\"")))
        .isNotEmpty();
    assertThat(got("/things/a", 404, NONE.replace("{", "{\"more\":1,"))).hasSize(1);
  }

  @Test
  void findsAMissingMemberAndAWrongTypeOrForm() {
    assertThat(got("/things/a", 200, "{}")).hasSize(1);
    assertThat(got("/things/a", 404, NONE.replace("detail", "title2"))).isNotEmpty();
    assertThat(got("/things/a", 200, "{\"id\":1}")).hasSize(1);
    assertThat(got("/things/a", 200, "{\"id\":\"a\",\"at\":\"yesterday\"}")).hasSize(1);
    assertThat(got("/things/a", 200, "{\"id\":\"a\",\"labels\":{\"any\":1}}")).hasSize(1);
    assertThat(got("/things/a", 200, "{\"id\":\"a\"} {}")).hasSize(1);
    assertThat(got("/things/a", 200, "no JSON")).hasSize(1);
  }

  @Test
  void findsAProblemThatIsNotDocumentedForTheOperation() {
    assertThat(got("/things/a", 404, NONE.replace("not-found", "order-final")))
        .singleElement()
        .asString()
        .contains("order-final");
  }

  @Test
  void findsAMediaTypeOrABodyThatIsNotDocumented() {
    assertThat(faults("GET", "/things/a", 200, THING, Map.of("Content-Type", "text/plain")))
        .hasSize(1);
    assertThat(put(THING, 204, THING)).hasSize(1);
  }

  @Test
  void findsAHeaderThatIsWrongMissingOrNotDocumented() {
    assertThat(faults("GET", "/things/a", 200, THING, Map.of("ETag", "\"7\""))).isEmpty();
    assertThat(faults("GET", "/things/a", 200, THING, Map.of("ETag", "seven"))).hasSize(1);
    assertThat(faults("GET", "/things/a", 404, NONE, Map.of("Retry-After", "7"))).isEmpty();
    assertThat(faults("GET", "/things/a", 404, NONE, Map.of("Retry-After", "soon"))).hasSize(1);
    assertThat(faults("GET", "/things/a", 200, THING, Map.of("X-Mood", "good"))).hasSize(1);
    Exchange without = new Exchange("PUT", "/things/a", json(), THING, 204, Map.of(), "");
    assertThat(contract.faults(without)).isNotEmpty();
  }

  @Test
  void findsThatTheDocumentIsNarrowerThanTheService() {
    assertThat(got("/things/a?limit=10", 200, THING)).hasSize(1);
    assertThat(got("/things/a?limit=many", 200, THING)).hasSize(1);
    assertThat(got("/things/a?other=1", 200, THING)).hasSize(1);
    assertThat(got("/things/abcdef", 200, THING)).hasSize(1);
    assertThat(put("{\"id\":\"a\",\"more\":1}", 204, "")).hasSize(1);
    assertThat(put("", 204, "")).hasSize(1);
    Exchange preferring =
        new Exchange(
            "GET", "/things/a", Map.of("Prefer", List.of("wait=1")), null, 200, head(), THING);
    assertThat(contract.faults(preferring)).hasSize(1);
  }

  @Test
  void saysNothingOfARequestThatWasRefused() {
    assertThat(got("/things/abcdef?other=1", 404, NONE)).isEmpty();
  }

  @Test
  void takesALiteralPathBeforeAParameter() {
    assertThat(got("/things/changes", 404, NONE))
        .singleElement()
        .asString()
        .contains("followThings");
  }

  @Test
  void findsItsWayAsTheServiceDoes() {
    for (String odd : List.of("//things/a/", "/x/../things/./a", "/%2E%2e/things/a")) {
      assertThat(got(odd, 200, THING)).as(odd).isEmpty();
    }
  }

  @Test
  void findsAnEventThatIsNotDocumented() {
    assertThat(contract.faultsOfEvent("/things/changes", "{\"id\":1}")).hasSize(1);
    assertThat(contract.faultsOfEvent("/things/a", THING)).hasSize(1);
  }

  @Test
  void wantsAKnownProblemWhereThereIsNoOperation() {
    assertThat(got("/nothing", 404, NONE)).isEmpty();
    assertThat(got("/nothing", 404, NONE.replace("not-found", "lost"))).hasSize(1);
    assertThat(got("/nothing", 404, NONE.replace("{", "{\"more\":1,"))).hasSize(1);
    assertThat(got("/nothing", 404, "gone")).hasSize(1);
    assertThat(got("/nothing", 200, THING)).hasSize(1);
    assertThat(got("/q/health", 200, "anything")).isEmpty();
  }

  @Test
  void readsWhatWentOverABareSocket() {
    Exchange chunked =
        RawExchange.read(
            "GET /things/a HTTP/1.1\nHost: test",
            "",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\ntraceparent: "
                + TRACE
                + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "4\r\n"
                + THING.substring(0, 4)
                + "\r\n"
                + Integer.toHexString(THING.length() - 4)
                + "\r\n"
                + THING.substring(4)
                + "\r\n0\r\n\r\n");
    assertThat(contract.faults(chunked)).isEmpty();
    assertThat(chunked.body()).isEqualTo(THING);
    assertThat(RawExchange.read("nonsense", "", "HTTP/1.1 400 Bad Request\r\n\r\n")).isNull();
    assertThat(RawExchange.read("GET / HTTP/1.1", "", "")).isNull();
    assertThat(RawExchange.read("GET /long HTTP/1.1", "", "HTTP/1.0 414 Too Long\r\n\r\n"))
        .isNull();
  }

  private List<String> got(String target, int status, String body) {
    return faults("GET", target, status, body, Map.of());
  }

  private List<String> put(String sent, int status, String body) {
    return contract.faults(new Exchange("PUT", "/things/a", json(), sent, status, head(), body));
  }

  private List<String> faults(
      String method, String target, int status, String body, Map<String, String> headers) {
    Map<String, List<String>> all = new HashMap<>(head());
    all.put(
        "Content-Type", List.of(status < 400 ? "application/json" : "application/problem+json"));
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return contract.faults(new Exchange(method, target, Map.of(), null, status, all, body));
  }

  private static Map<String, List<String>> json() {
    return Map.of("Content-Type", List.of("application/json;charset=UTF-8"));
  }

  private static Map<String, List<String>> head() {
    return Map.of("Content-Type", List.of("application/json"), "traceparent", List.of(TRACE));
  }
}
