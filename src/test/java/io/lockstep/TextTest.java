package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.lockstep.testing.Operation;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RawHttp;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every text of every request, replaced by each odd text: what is not well-formed Unicode is 400
 * and changes nothing, what is too long is refused, and what is accepted reads back exactly.
 */
@QuarkusTest
class TextTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String MARK = "@@";
  private static final String FREE =
      "{\"text\": \"t\", \"deep\": [{\"more\": [\"u\", {\"m\": \"v\"}]}]}";

  /** What stands between the quotes, as bytes in hex: escapes, and bytes that are no UTF-8. */
  private static final List<String> ILL_FORMED =
      Stream.concat(
              Stream.of("\\ud800", "a\\udc00b", "\\ud83d\\ud83d", "\\u0000", "a\\u0000")
                  .map(text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))),
              Stream.of("eda080", "c080", "e08080", "ff", "c3", "00"))
          .toList();

  private static final List<String> TABLES =
      List.of(
          "products",
          "users",
          "accounts",
          "transfers",
          "account_entries",
          "stock",
          "stock_receipts",
          "stock_adjustments",
          "reservations",
          "orders",
          "employees",
          "salary_raises",
          "price_adjustments",
          "workflow_types",
          "workflow_history",
          "idempotency_keys");

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);

  /** Requests that are accepted as they are, one for each operation that takes a body. */
  private List<Call> calls() {
    String sku = given.aProductWithStock(1_000_000);
    String user = given.aRichUser();
    String id = "text-" + UUID.randomUUID();
    String type = "type-" + UUID.randomUUID();
    rest.put("/workflow-types/" + type, Map.of("steps", List.of("a", "b"))).expect(201);
    String money = "{\"amount\": 5, \"currency\": \"EUR\"}";
    return List.of(
        Call.of(
            "PUT",
            "/products/{sku}",
            id,
            "{\"name\":\"n\",\"category\":\"c\",\"unitPrice\":" + money + "}"),
        Call.of("PATCH", "/products/{sku}/price", sku, "{\"add\": 1}"),
        Call.of(
            "POST", "/api-keys", "", "{\"name\":\"n\",\"roles\":[\"service\"],\"userId\":\"u\"}"),
        Call.of("POST", "/price-adjustments", "", "{\"category\":\"none\",\"percent\":1}"),
        Call.of("PUT", "/users/{id}", id, "{\"name\":\"n\",\"email\":\"e@example.org\"}"),
        Call.of("PUT", "/accounts/{id}", id, "{\"currency\":\"EUR\"}"),
        Call.of("POST", "/accounts/{id}/deposits", user, money),
        Call.of(
            "POST",
            "/transfers",
            "",
            "{\"from\":\"" + user + "\",\"to\":\"merchant\",\"amount\":1,\"currency\":\"EUR\"}"),
        Call.of("POST", "/stock/{sku}/receipts", sku, "{\"quantity\": 1}"),
        Call.of(
            "POST",
            "/stock/{sku}/adjustments",
            sku,
            "{\"quantity\":1,\"kind\":\"found\",\"note\":\"n\"}"),
        Call.of(
            "POST",
            "/stock/{sku}/reservations",
            sku,
            "{\"quantity\":1,\"reference\":\"r\",\"ttlSeconds\":60,\"guard\":\"row-lock\"}"),
        Call.of(
            "POST",
            "/reservations/{id}/extend",
            UUID.randomUUID().toString(),
            "{\"ttlSeconds\": 60}"),
        Call.of(
            "PUT",
            "/employees/{id}",
            id,
            "{\"name\":\"n\",\"department\":\"d\",\"salary\":" + money + "}"),
        Call.of("POST", "/salary-raises", "", "{\"department\":\"none\",\"percent\":1}"),
        Call.of(
            "POST", "/events", "", "{\"type\":\"a.b\",\"subject\":\"s\",\"data\":" + FREE + "}"),
        Call.of(
            "PATCH",
            "/dead-letters/{id}",
            UUID.randomUUID().toString(),
            "{\"payload\":" + FREE + ",\"headers\":{\"h\":\"v\"}}"),
        Call.of("POST", "/quotes", "", "{\"items\":[{\"sku\":\"" + sku + "\",\"quantity\":1}]}"),
        Call.of(
            "PUT",
            "/workflow-types/{type}",
            type,
            "{\"steps\":[\"a\",{\"name\":\"b\",\"compensation\":\"c\"}]}"),
        Call.of("POST", "/workflows", "", "{\"type\":\"" + type + "\",\"data\":" + FREE + "}"),
        Call.of(
            "POST",
            "/workflows/{id}/steps",
            aWorkflow(type),
            "{\"step\":\"a\",\"data\":" + FREE + "}"),
        Call.of("POST", "/workflows/{id}/complete", aWorkflow(type), "{\"result\":" + FREE + "}"),
        Call.of(
            "POST",
            "/orders",
            "",
            "{\"userId\":\"" + user + "\",\"items\":[{\"sku\":\"" + sku + "\",\"quantity\":1}]}"),
        Call.of("POST", "/locks/{name}", id, "{\"ttlMs\":100,\"backend\":\"redis\"}"),
        Call.of("PUT", "/locks/{name}/{token}", id + "/nobody", "{\"ttlMs\": 100}"),
        Call.of("POST", "/semaphores/{name}/permits", id, "{\"limit\":1,\"ttlMs\":100}"));
  }

  private String aWorkflow(String type) {
    String id =
        rest.post("/workflows", Map.of("type", type)).expect(201).json().path("id").asText();
    awaitStarted(id);
    return id;
  }

  private void awaitStarted(String workflow) {
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> rest.get("/workflows/" + workflow).text().contains("\"event\":\"started\""));
  }

  @Test
  void knowsEveryOperationThatTakesABody() throws Exception {
    JsonNode document =
        new ObjectMapper(new YAMLFactory()).readTree(rest.get("/q/openapi").expect(200).text());
    Set<String> inDocument = new LinkedHashSet<>();
    document
        .path("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fields()
                    .forEachRemaining(
                        operation -> {
                          if (operation.getValue().has("requestBody")
                              && Operation.isForCallers(path.getKey())) {
                            inDocument.add(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    assertThat(calls().stream().map(Call::operation).collect(Collectors.toSet()))
        .containsAll(inDocument);
  }

  @Test
  void refusesIllFormedTextAnywhereInABodyAndChangesNothing() throws SQLException {
    List<Call> calls = calls();
    Map<String, String> before = checksums();
    for (Call call : calls) {
      for (String marked : markedIn(call.body())) {
        for (String hex : ILL_FORMED) {
          byte[] body = withBytes(marked, HexFormat.of().parseHex(hex));
          String answer =
              RawHttp.send(
                  call.method()
                      + " "
                      + call.path()
                      + " HTTP/1.1\nHost: localhost\nConnection: close\n"
                      + "Content-Type: application/json\nIdempotency-Key: "
                      + UUID.randomUUID()
                      + "\nContent-Length: "
                      + body.length,
                  body);
          assertThat(answer)
              .as("%s %s %s", call.operation(), marked, hex)
              .startsWith("HTTP/1.1 400")
              .contains("/problems/invalid-request");
        }
      }
    }
    assertThat(checksums()).isEqualTo(before);
  }

  /** The document once for each text and each member's name in it, with a mark in that place. */
  private static List<String> markedIn(String body) {
    List<String> marked = new ArrayList<>();
    int at = body.indexOf('"');
    while (at >= 0) {
      marked.add(body.substring(0, at + 1) + MARK + body.substring(at + 1));
      int end = body.indexOf('"', at + 1);
      marked.add(body.substring(0, end) + MARK + body.substring(end));
      at = body.indexOf('"', end + 1);
    }
    return marked;
  }

  private static byte[] withBytes(String marked, byte[] odd) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = marked.indexOf(MARK);
    body.writeBytes(marked.substring(0, at).getBytes(StandardCharsets.UTF_8));
    body.writeBytes(odd);
    body.writeBytes(marked.substring(at + MARK.length()).getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  /** Odd, but text: each is refused as a whole or kept as a whole. */
  @Test
  void keepsOtherTextExactlyOrRefusesIt() {
    List<UnaryOperator<String>> odd =
        List.of(
            text -> text + " ",
            text -> " " + text,
            text -> text + "\ud83d\ude00",
            text -> "e\u0301\u00e9\u00df\u0130\ufb01\u2028" + text,
            text -> text + "'\"\\%_`;--\u0001\t\n",
            text -> "\ud83d\ude00".repeat(70) + text,
            text -> "\ud83d\ude00".repeat(254) + text,
            text -> "x".repeat(100_000) + text,
            text -> "\uffff\ufeff" + text);
    for (Call call : calls()) {
      for (UnaryOperator<String> change : odd) {
        for (JsonNode body : variants(parse(call.body()), change)) {
          Rest.Answer answer = rest.call(call.method(), call.path(), body);
          assertThat(answer.status()).as("%s %s", call, answer.text()).isLessThan(500);
          if (answer.status() == 200 || answer.status() == 201) {
            assertReadsBack(call, body, answer);
          }
        }
      }
    }
  }

  /** What the answer, and what is found at its place afterwards, has of the request's members. */
  private void assertReadsBack(Call call, JsonNode body, Rest.Answer answer) {
    List<JsonNode> shown = new ArrayList<>(List.of(answer.json()));
    String place =
        call.method().equals("PUT") && !call.operation().contains("/locks/")
            ? call.path()
            : answer.header("Location");
    if (place != null) {
      shown.add(rest.get(place).expect(200).json());
    }
    for (JsonNode view : shown) {
      Iterator<Map.Entry<String, JsonNode>> members = body.fields();
      while (members.hasNext()) {
        Map.Entry<String, JsonNode> member = members.next();
        if (view.has(member.getKey()) && !call.operation().endsWith("{type}")) {
          if (member.getValue().isTextual() || member.getKey().equals("data")) {
            assertThat(view.path(member.getKey()))
                .as(call.operation())
                .isEqualTo(member.getValue());
          }
        }
      }
    }
  }

  /** The document once for each text in it, with that text changed. */
  private static List<JsonNode> variants(JsonNode body, Function<String, String> change) {
    List<JsonNode> all = new ArrayList<>();
    if (body.isTextual()) {
      all.add(JSON.getNodeFactory().textNode(change.apply(body.textValue())));
    } else if (body instanceof ObjectNode object) {
      object
          .fields()
          .forEachRemaining(
              member ->
                  variants(member.getValue(), change)
                      .forEach(
                          each ->
                              all.add(object.deepCopy().<ObjectNode>set(member.getKey(), each))));
    } else if (body instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int place = i;
        variants(array.get(i), change)
            .forEach(
                each -> {
                  ArrayNode copy = array.deepCopy();
                  copy.set(place, each);
                  all.add(copy);
                });
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "%ED%A0%80", "%C0%80", "%FF", "a%00b", "%ED%B0%80x"})
  void refusesIllFormedTextInPathsAndQueries(String odd) throws SQLException {
    Map<String, String> before = checksums();
    for (String path :
        List.of(
            "/products?category=@",
            "/products?@=1",
            "/products/@",
            "/employees?department=@",
            "/employees/@",
            "/users/@",
            "/orders?userId=@",
            "/orders/@",
            "/accounts/@",
            "/accounts/@/entries",
            "/stock/@",
            "/reservations/@",
            "/dead-letters?queue=@",
            "/dead-letters/@",
            "/workflows/@",
            "/workflow-types/@",
            "/locks/@",
            "/semaphores/@",
            "/events?types=@",
            "/price-adjustments/@",
            "/transfers/@",
            "/nothing/@",
            "/reports/orders?from=@")) {
      assertIs400(RawHttp.send(head("GET", path.replace("@", odd)), new byte[0]), path);
    }
    for (String path :
        List.of(
            "POST /dead-letters/replay?queue=@",
            "DELETE /users/@",
            "POST /orders/@/cancel",
            "POST /reservations/@/commit",
            "DELETE /locks/a/@",
            "DELETE /semaphores/a/permits/@")) {
      String[] parts = path.replace("@", odd).split(" ");
      assertIs400(RawHttp.send(head(parts[0], parts[1]), new byte[0]), path);
    }
    assertThat(checksums()).isEqualTo(before);
  }

  private static String head(String method, String target) {
    return method + " " + target + " HTTP/1.1\nHost: localhost\nConnection: close";
  }

  private static void assertIs400(String answer, String about) {
    assertThat(answer).as(about).startsWith("HTTP/1.1 400").contains("/problems/invalid-request");
  }

  @Test
  void refusesNamesInQueriesThatDifferFromAnotherOnlyByASpace() {
    for (String path :
        List.of("/products?category=c", "/employees?department=d", "/orders?userId=u")) {
      rest.get(path).expect(200);
      rest.get(path + "%20").expect(400);
      rest.get(path + "%20%20").expect(400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"d ", " d", "d\t", " ", "d\n"})
  void refusesADepartmentThatDiffersFromAnotherOnlyByASpace(String department) {
    Map<String, Object> salary = Map.of("amount", 100, "currency", "EUR");
    String id = "e-" + UUID.randomUUID();
    rest.put("/employees/" + id, Map.of("name", "n", "department", department, "salary", salary))
        .expect(400);
    rest.get("/employees/" + id).expect(404);
    rest.post("/salary-raises", Map.of("department", department, "percent", 1)).expect(400);
  }

  @Test
  void takesAsManyCharactersAsItSays() {
    String smile = "\ud83d\ude00";
    String id = "u-" + UUID.randomUUID();
    Map<String, Object> body = Map.of("name", smile.repeat(200), "email", "e@example.org");
    rest.put("/users/" + id, body).expect(201);
    assertThat(rest.get("/users/" + id).json().path("name").asText()).isEqualTo(smile.repeat(200));
    rest.put("/users/" + id, Map.of("name", smile.repeat(201), "email", "e@example.org"))
        .expect(400);
    String sku = given.aProductWithStock(2);
    Map<String, Object> wish = Map.of("quantity", 1, "reference", smile.repeat(255));
    String place =
        rest.post("/stock/" + sku + "/reservations", wish).expect(201).header("Location");
    assertThat(rest.get(place).json().path("reference").asText()).isEqualTo(smile.repeat(255));
  }

  /** Deeper than it can be read again, alone or in a list, would be accepted and then lost. */
  @Test
  void takesAnyDepthThatItCanCarryToItsEnd() {
    String type = "type-" + UUID.randomUUID();
    rest.put("/workflow-types/" + type, Map.of("steps", List.of("a"))).expect(201);
    for (int depth : List.of(500, 990, 991, 998, 999, 1000, 1001, 5000)) {
      String data = "[".repeat(depth) + "]".repeat(depth);
      Rest.Answer answer =
          rest.post("/workflows", "{\"type\":\"" + type + "\",\"data\":" + data + "}");
      assertThat(answer.status()).as("depth %d", depth).isEqualTo(depth <= 990 ? 201 : 400);
      if (answer.status() == 201) {
        String id = answer.text().replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        awaitStarted(id);
      }
    }
    assertThat(rest.get("/workflows?type=" + type).expect(200).json().path("data")).hasSize(2);
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, String> checksums() throws SQLException {
    Stack stack = Stack.current();
    Map<String, String> sums = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection(
                stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
                stack.setting("QUARKUS_DATASOURCE_USERNAME"),
                stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("CHECKSUM TABLE " + String.join(", ", TABLES))) {
      while (rows.next()) {
        sums.put(rows.getString(1), rows.getString(2));
      }
    }
    return sums;
  }

  private record Call(String method, String template, String path, String body) {
    static Call of(String method, String template, String id, String body) {
      String path =
          id.contains("/")
              ? template.replaceFirst("\\{.*\\}", id)
              : template.replaceFirst("\\{[^}]*\\}", id);
      return new Call(method, template, path, body);
    }

    String operation() {
      return method + " " + template;
    }
  }
}
