package io.lockstep.users;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UsersTest {
  private final Rest rest = Rest.ofTest();
  private final String path = "/users/u-" + UUID.randomUUID();

  @Test
  void createsAndChangesAUser() {
    JsonNode created = rest.put(path, body("Ann", "ann@example.org")).expect(201).json();
    assertThat(created.fieldNames())
        .toIterable()
        .containsExactly("id", "name", "email", "createdAt", "updatedAt", "version");
    JsonNode changed = rest.put(path, body("Änn 🙂", "ann@example.com")).expect(200).json();
    assertThat(changed.path("createdAt")).isEqualTo(created.path("createdAt"));
    assertThat(changed.path("version").asLong()).isEqualTo(created.path("version").asLong() + 1);
    Rest.Answer found = rest.get(path).expect(200);
    assertThat(found.json()).isEqualTo(changed);
    assertThat(found.header("ETag")).isEqualTo("\"" + changed.path("version") + "\"");
  }

  @Test
  void changesAUserAlsoWhereNothingIsDifferent() {
    assertThat(rest.put(path, body("Ann", "a@b.de")).expect(201).header("ETag")).isEqualTo("\"1\"");
    assertThat(rest.put(path, body("Ann", "a@b.de")).expect(200).header("ETag")).isEqualTo("\"2\"");
  }

  @Test
  void deletesAUserOnce() {
    rest.put(path, body("Ann", "a@b.de")).expect(201);
    assertThat(rest.delete(path).expect(204).text()).isEmpty();
    assertThat(rest.get(path).expect(404).problem()).isEqualTo("not-found");
    assertThat(rest.delete(path).expect(404).problem()).isEqualTo("not-found");
    rest.put(path, body("Ann", "a@b.de")).expect(201);
  }

  @Test
  void refusesAChangeOfAVersionThatIsGone() {
    assertThat(rest.put(path, body("A", "a@b.de"), "If-Match", "\"1\"").expect(412).problem())
        .isEqualTo("precondition-failed");
    String first = rest.put(path, body("A", "a@b.de")).expect(201).header("ETag");
    String second =
        rest.put(path, body("B", "a@b.de"), "If-Match", first).expect(200).header("ETag");
    rest.put(path, body("C", "a@b.de"), "If-Match", first).expect(412);
    rest.put(path, body("C", "a@b.de"), "If-Match", "nonsense").expect(400);
    rest.delete(path, "If-Match", first).expect(412);
    rest.delete(path, "If-Match", second).expect(204);
  }

  @Test
  void createsAUserOnceForManyCallersAtOnce() {
    List<Integer> statuses = all(20, () -> rest.callLater("PUT", path, body("Ann", "a@b.de")));
    assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(19);
    assertThat(rest.get(path).json().path("version").asInt()).isEqualTo(20);
  }

  @Test
  void letsOneOfManyConditionalChangesWin() {
    String tag = rest.put(path, body("Ann", "a@b.de")).expect(201).header("ETag");
    List<Integer> statuses =
        all(10, () -> rest.callLater("PUT", path, body("B", "a@b.de"), "If-Match", tag));
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 412).hasSize(9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{",
        "{}",
        "{\"name\": \"Ann\"}",
        "{\"email\": \"a@b.de\"}",
        "{\"name\": \"\", \"email\": \"a@b.de\"}",
        "{\"name\": \"  \", \"email\": \"a@b.de\"}",
        "{\"name\": 1, \"email\": \"a@b.de\"}",
        "{\"name\": [\"Ann\"], \"email\": \"a@b.de\"}",
        "{\"name\": \"Ann\", \"email\": \"\"}",
        "{\"name\": \"Ann\", \"email\": \"nobody\"}",
        "{\"name\": \"Ann\", \"email\": \"a@\"}",
        "{\"name\": \"Ann\", \"email\": \"a b@c.de\"}",
        "{\"name\": \"Ann\", \"email\": null}",
        "{\"name\": \"Ann\", \"email\": \"a@b.de\", \"age\": 7}",
      })
  void refusesAMalformedUser(String body) {
    Rest.Answer refused = rest.put(path, body).expect(400);
    assertThat(refused.problem()).isEqualTo("invalid-request");
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void takesNamesOfTwoHundredCharactersAndNoMore() {
    rest.put(path, body("x".repeat(200), "a@b.de")).expect(201);
    JsonNode problem = rest.put(path, body("x".repeat(201), "a@b.de")).expect(400).json();
    assertThat(problem.at("/errors/0/field").asText()).isEqualTo("name");
  }

  @Test
  void refusesAnIdOutsideThePattern() {
    rest.put("/users/" + "x".repeat(65), body("A", "a@b.de")).expect(400);
    rest.put("/users/a%20b", body("A", "a@b.de")).expect(400);
    rest.put("/users/%C3%A4", body("A", "a@b.de")).expect(400);
    rest.delete("/users/a%20b").expect(400);
    rest.get("/users/a%20b").expect(404);
    rest.get("/users/" + "x".repeat(65)).expect(404);
    rest.get(path).expect(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"external", "merchant"})
  void keepsTheIdsOfSystemAccountsFromUsers(String id) {
    JsonNode problem = rest.put("/users/" + id, body("A", "a@b.de")).expect(400).json();
    assertThat(problem.at("/errors/0/field").asText()).isEqualTo("id");
  }

  static Map<String, String> body(String name, String email) {
    return Map.of("name", name, "email", email);
  }

  private static List<Integer> all(
      int callers, java.util.function.Supplier<CompletableFuture<Rest.Answer>> call) {
    return Stream.generate(call).limit(callers).toList().stream()
        .map(answer -> answer.join().status())
        .toList();
  }
}
