package io.lockstep.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditResultsTest {
  private static final String CHECK = "money-sums-to-zero";

  private final Rest rest = Rest.ofTest();
  private final Tables tables = Tables.of(Stack.current());

  @Test
  void keepsWhatEachCheckFoundLast() {
    JsonNode audit = rest.get("/audit").expect(200).json();

    JsonNode results = rest.get("/audit/results").expect(200).json().path("data");

    assertThat(results.findValuesAsText("name"))
        .containsExactlyElementsOf(audit.path("checks").findValuesAsText("name"));
    for (JsonNode check : audit.path("checks")) {
      JsonNode kept = result(check.path("name").asText());
      assertThat(kept.path("ok")).isEqualTo(check.path("ok"));
      assertThat(kept.path("detail")).isEqualTo(check.path("detail"));
      assertThat(Instant.parse(kept.path("ranAt").asText()))
          .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }
  }

  @Test
  void remembersWhenACheckHeldLast() {
    rest.get("/audit").expect(200);
    JsonNode held = result(CHECK);
    assertThat(held.path("lastOkAt")).isEqualTo(held.path("ranAt"));

    tables.run(
        "UPDATE audit_results SET ok = 0, ran_at = ran_at + INTERVAL 1 SECOND"
            + " WHERE name = '%s'".formatted(CHECK));
    assertThat(result(CHECK).path("ok").asBoolean(true)).isFalse();
    assertThat(result(CHECK).path("lastOkAt")).isEqualTo(held.path("lastOkAt"));

    rest.get("/audit").expect(200);
    assertThat(result(CHECK).path("ok").asBoolean()).isTrue();
    assertThat(result(CHECK).path("lastOkAt")).isEqualTo(result(CHECK).path("ranAt"));
  }

  @Test
  void showsNoCheckThatThereIsNotAnyMore() {
    tables.run(
        "REPLACE INTO audit_results (name, ok, detail, ran_at)"
            + " VALUES ('long-gone', 0, 'x', UTC_TIMESTAMP(6))");
    assertThat(rest.get("/audit/results").expect(200).json().path("data").findValuesAsText("name"))
        .doesNotContain("long-gone");
    tables.run("DELETE FROM audit_results WHERE name = 'long-gone'");
  }

  private JsonNode result(String name) {
    return StreamSupport.stream(
            rest.get("/audit/results").expect(200).json().path("data").spliterator(), false)
        .filter(each -> each.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
