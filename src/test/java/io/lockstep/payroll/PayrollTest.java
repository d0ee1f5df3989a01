package io.lockstep.payroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.sql.Transactions;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PayrollTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Inject Transactions transactions;
  @Inject RaisingSalaries raising;

  private final Rest rest = Rest.ofTest();
  private final String department = "R&D " + UUID.randomUUID();

  @Test
  void createsAndChangesAnEmployee() {
    String path = anId();
    JsonNode created = rest.put(path, body("Ann", 500_000)).expect(201).json();
    assertThat(created.fieldNames())
        .toIterable()
        .containsExactly("id", "name", "department", "salary", "createdAt", "updatedAt", "version");
    assertThat(created.path("salary").toString())
        .isEqualTo("{\"amount\":500000,\"currency\":\"EUR\"}");
    Rest.Answer changed = rest.put(path, body("Änn", 510_000), "If-Match", "\"1\"").expect(200);
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    assertThat(rest.get(path).expect(200).json()).isEqualTo(changed.json());
    rest.put(path, body("Änn", 1), "If-Match", "\"1\"").expect(412);
  }

  @Test
  void listsADepartmentInPagesInTheOrderOfTheIds() {
    List<String> paths = Stream.generate(() -> anEmployeeWith(1)).limit(5).sorted().toList();
    JsonNode first = rest.get(listOf("&limit=3")).expect(200).json();
    JsonNode second = rest.get(listOf("&after=" + first.path("next").asText())).expect(200).json();
    assertThat(idsOf(first)).containsExactlyElementsOf(paths.subList(0, 3));
    assertThat(first.path("hasMore").asBoolean()).isTrue();
    assertThat(idsOf(second)).containsExactlyElementsOf(paths.subList(3, 5));
    assertThat(rest.get("/employees?limit=1").expect(200).json().path("data")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"name\": \"A\", \"department\": \"d\"}",
        "{\"name\": \"\", \"department\": \"d\", \"salary\": {\"amount\": 1, \"currency\": \"EUR\"}}",
        "{\"name\": \"A\", \"department\": \" \", \"salary\": {\"amount\": 1, \"currency\": \"EUR\"}}",
        "{\"name\": \"A\", \"department\": \"d\", \"salary\": {\"amount\": -1, \"currency\": \"EUR\"}}",
        "{\"name\": \"A\", \"department\": \"d\", \"salary\": {\"amount\": 1.5, \"currency\": \"EUR\"}}",
        "{\"name\": \"A\", \"department\": \"d\", \"salary\": {\"amount\": 1, \"currency\": \"X\"}}",
        "{\"name\": \"A\", \"department\": \"d\", \"salary\": {\"amount\": 1}}",
        "{\"name\": \"A\", \"department\": \"d\", \"salary\": 1}",
        "{\"name\": \"A\", \"department\": \"d\", \"boss\": \"B\","
            + " \"salary\": {\"amount\": 1, \"currency\": \"EUR\"}}",
      })
  void refusesAMalformedEmployee(String body) {
    String path = anId();
    assertThat(rest.put(path, body).expect(400).problem()).isEqualTo("invalid-request");
    rest.get(path).expect(404);
  }

  @Test
  void refusesWhatCannotBeAnEmployee() {
    rest.put("/employees/a%20b", body("A", 1)).expect(400);
    rest.get("/employees/a%20b").expect(404);
    rest.get("/employees?limit=0").expect(400);
    rest.get("/employees?after=%21").expect(400);
  }

  @ParameterizedTest
  @CsvSource({"10,1100", "0.05,1001", "0.0499,1000", "-0.05,1000", "-100,0", "0,1000"})
  void raisesRoundingHalfUp(String percent, long expected) {
    String path = anEmployeeWith(1000);
    awaitDone(raise(percent, 1000));
    assertThat(salaryOf(path)).isEqualTo(expected);
  }

  @Test
  void raisesEachOfADepartmentOnceAlsoWhenSeveralWorkOnIt() {
    List<String> paths = Stream.generate(() -> anEmployeeWith(100)).limit(25).toList();
    String id = raise("50", 2);
    Multi.createFrom()
        .range(0, 40)
        .onItem()
        .transformToUni(n -> raising.raiseBatch())
        .merge(8)
        .collect()
        .asList()
        .await()
        .atMost(TIMEOUT);
    JsonNode done = awaitDone(id);
    assertThat(done.fieldNames())
        .toIterable()
        .containsExactly("status", "total", "adjusted", "skipped", "failures");
    assertThat(done.path("total").asInt()).isEqualTo(25);
    assertThat(done.path("adjusted").asInt()).isEqualTo(25);
    assertThat(paths).allMatch(path -> salaryOf(path) == 150);
    assertThat(rest.get(paths.get(0)).header("ETag")).isEqualTo("\"2\"");
  }

  @Test
  void skipsAndNamesWhomItCannotRaiseAndGoesOnWithTheNextRaise() {
    List<String> paths = Stream.generate(() -> anEmployeeWith(100)).limit(5).sorted().toList();
    String bad = paths.get(3).substring("/employees/".length());
    plant("UPDATE employees SET version = 9223372036854775807 WHERE id = ?", bad);
    String first = raise("50", 2);
    String second = raise("0", 1000);

    JsonNode done = awaitDone(first);
    awaitDone(second);

    assertThat(done.path("adjusted").asInt()).isEqualTo(4);
    assertThat(done.path("skipped").asInt()).isEqualTo(1);
    assertThat(done.path("failures").toString())
        .isEqualTo("[{\"id\":\"%s\",\"reason\":\"refused\"}]".formatted(bad));
    assertThat(paths.stream().filter(path -> salaryOf(path) == 150)).hasSize(4);
    plant("UPDATE employees SET version = 1 WHERE id = ?", bad);
  }

  private void plant(String sql, String id) {
    transactions.run("test", tx -> tx.update(sql, id)).await().atMost(TIMEOUT);
  }

  @Test
  void goesOnWhereACrashLeftIt() {
    List<String> paths = Stream.generate(() -> anEmployeeWith(100)).limit(4).sorted().toList();
    String id = UUID.randomUUID().toString();
    transactions
        .run(
            "test",
            tx ->
                tx.update(
                    """
                    INSERT INTO salary_raises
                      (id, department, percent, batch_size, status, total, adjusted, last_id, created_at)
                    VALUES (?, ?, 10, 1, 'RUNNING', 4, 2, ?, UTC_TIMESTAMP(6))
                    """,
                    id,
                    department,
                    paths.get(1).substring("/employees/".length())))
        .await()
        .atMost(TIMEOUT);
    assertThat(awaitDone(id).path("adjusted").asInt()).isEqualTo(4);
    assertThat(paths.stream().map(this::salaryOf)).containsExactly(100L, 100L, 110L, 110L);
  }

  @Test
  void refusesARaiseThatNoSalaryCanTake() {
    String path = anEmployeeWith(999_999_999_999_999L);
    assertThat(rest.post("/salary-raises", raiseBody("1", 1000)).expect(422).problem())
        .isEqualTo("salary-overflow");
    assertThat(rest.post("/salary-raises", raiseBody("-100.1", 1000)).expect(422).problem())
        .isEqualTo("salary-below-zero");
    assertThat(salaryOf(path)).isEqualTo(999_999_999_999_999L);
  }

  @Test
  void raisesOnceUnderOneKey() {
    String path = anEmployeeWith(100);
    String key = UUID.randomUUID().toString();
    String body = raiseBody("10", 1000);
    String first = rest.post("/salary-raises", body, "Idempotency-Key", key).expect(202).text();
    String second = rest.post("/salary-raises", body, "Idempotency-Key", key).expect(202).text();
    assertThat(second).isEqualTo(first);
    awaitDone(idIn(first));
    assertThat(salaryOf(path)).isEqualTo(110);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"department\": \"d\"}",
        "{\"percent\": 1}",
        "{\"department\": \"\", \"percent\": 1}",
        "{\"department\": \"d\", \"percent\": \"1\"}",
        "{\"department\": \"d\", \"percent\": 1.23456}",
        "{\"department\": \"d\", \"percent\": 12345678901}",
        "{\"department\": \"d\", \"percent\": 1, \"batchSize\": 0}",
        "{\"department\": \"d\", \"percent\": 1, \"batchSize\": 10001}",
        "{\"department\": \"d\", \"percent\": 1, \"who\": 1}",
      })
  void refusesAMalformedRaise(String body) {
    assertThat(rest.post("/salary-raises", body).expect(400).problem())
        .isEqualTo("invalid-request");
  }

  @Test
  void findsNoRaiseThatWasNotRequested() {
    rest.get("/salary-raises/" + UUID.randomUUID()).expect(404);
    rest.get("/salary-raises/nonsense").expect(404);
  }

  private String raise(String percent, int batchSize) {
    return idIn(rest.post("/salary-raises", raiseBody(percent, batchSize)).expect(202).text());
  }

  private String raiseBody(String percent, int batchSize) {
    return "{\"department\": \"%s\", \"percent\": %s, \"batchSize\": %d}"
        .formatted(department, percent, batchSize);
  }

  private JsonNode awaitDone(String id) {
    return await()
        .atMost(TIMEOUT)
        .until(
            () -> rest.get("/salary-raises/" + id).expect(200).json(),
            found -> found.path("status").asText().equals("COMPLETED"));
  }

  private String anEmployeeWith(long salary) {
    String path = anId();
    rest.put(path, body("Ann", salary)).expect(201);
    return path;
  }

  private static String anId() {
    return "/employees/e-" + UUID.randomUUID();
  }

  private Map<String, Object> body(String name, long salary) {
    return Map.of(
        "name",
        name,
        "department",
        department,
        "salary",
        Map.of("amount", salary, "currency", "EUR"));
  }

  private String listOf(String more) {
    return "/employees?department="
        + java.net.URLEncoder.encode(department, java.nio.charset.StandardCharsets.UTF_8)
        + more;
  }

  private static List<String> idsOf(JsonNode page) {
    return page.path("data").findValuesAsText("id").stream().map(id -> "/employees/" + id).toList();
  }

  private long salaryOf(String path) {
    return rest.get(path).expect(200).json().at("/salary/amount").asLong();
  }

  private static String idIn(String body) {
    return body.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
  }
}
