package io.lockstep.messaging.deadletters.handling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.http.Page;
import io.lockstep.sql.Transactions;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which dead letters a list has, and what it reads for that. */
@QuarkusTest
class DeadLetterFilterTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String TIME = "2026-01-01T00:00:00Z";

  private final Rest rest = Rest.ofTest();
  private final Letters letters = new Letters(rest, "filtered-" + UUID.randomUUID());
  @Inject Transactions transactions;

  @Test
  void eachFilterLeavesWhatFitsAndAllTogetherDo() {
    String one = id(letters.dead("a.b", "failed", "{}", Map.of()));
    String two = id(letters.dead("a.c", "failed", "{}", Map.of()));
    String three = id(letters.dead("a.b", "not-json", "{}", Map.of()));

    assertThat(ids("")).containsExactly(one, two, three);
    assertThat(ids("&type=a.b")).containsExactly(one, three);
    assertThat(ids("&type=a.B")).isEmpty();
    assertThat(ids("&reason=failed")).containsExactly(one, two);
    assertThat(ids("&reason=failed%20")).isEmpty();
    assertThat(ids("&reason=Failed")).isEmpty();
    assertThat(ids("&reason=failed&type=a.b")).containsExactly(one);
    assertThat(ids("&reason=not-json&type=a.c")).isEmpty();
  }

  @Test
  void theTimeOfDeathIsFromOneUpToBeforeAnother() {
    JsonNode first = letters.dead("a.b", "failed", "{}", Map.of());
    JsonNode second = letters.dead("a.b", "failed", "{}", Map.of());
    String from = second.path("deadAt").asText();

    assertThat(ids("&from=" + from)).containsExactly(id(second));
    assertThat(ids("&to=" + from)).containsExactly(id(first));
    assertThat(ids("&from=" + first.path("deadAt").asText() + "&to=" + from))
        .containsExactly(id(first));
    assertThat(ids("&type=a.b&reason=failed&from=" + Instant.parse(from).plusNanos(1000)))
        .isEmpty();
  }

  @Test
  void goesOnPageByPageUnderTheSameFilters() {
    String type = "paged-" + UUID.randomUUID();
    String one = id(letters.dead(type, "failed", "{}", Map.of()));
    letters.dead("other", "failed", "{}", Map.of());
    String two = id(letters.dead(type, "failed", "{}", Map.of()));

    JsonNode first = rest.get("/dead-letters?limit=1&type=" + type).expect(200).json();
    assertThat(id(first.path("data").path(0))).isEqualTo(one);
    JsonNode last =
        rest.get("/dead-letters?limit=1&type=" + type + "&after=" + first.path("next").asText())
            .expect(200)
            .json();
    assertThat(id(last.path("data").path(0))).isEqualTo(two);
    assertThat(last.path("hasMore").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "queue=",
        "reason=",
        "type=%20",
        "group=",
        "group=0123",
        "subject=%20",
        "from=yesterday",
        "from=2026-01-01",
        "to=2026-01-01T00:00Z",
        "to=1969-12-31T23:59:59Z",
        "from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
        "from=2026-01-01T01:00:00Z&to=2026-01-01T01:30:00%2B01:00",
        "cause=failed"
      })
  void refusesWhatIsWrongOrContradictsItself(String query) {
    rest.get("/dead-letters?" + query).expect(400);
  }

  /** Whatever is asked for, only what fits is read, in the order of the list: nothing is sorted. */
  @ParameterizedTest
  @CsvSource({
    ",,,,,",
    "q,,,,,",
    ",r,,,,",
    ",,t,,,",
    "q,r,,,,",
    "q,,t,,,",
    ",r,t,,,",
    "q,r,t,,,",
    ",,," + TIME + ",,",
    "q,r,t," + TIME + ",,",
    ",,,,g,",
    "q,r,t," + TIME + ",g,",
    ",,,,,s",
    "q,r,t," + TIME + ",,s"
  })
  void eachCombinationIsBoundedByAnIndex(
      String queue, String reason, String type, String time, String g, String subject) {
    String group = g == null ? null : "0".repeat(32);
    DeadLetterFilter filter = DeadLetterFilter.of(queue, reason, type, group, subject, time, null);
    List<Object> arguments = new ArrayList<>();
    String query =
        "EXPLAIN FORMAT=TRADITIONAL "
            + ReadingDeadLetters.query(filter, Page.Request.of("20", null), arguments);

    List<Step> plan =
        transactions
            .read(
                tx ->
                    tx.list(
                        query,
                        row ->
                            new Step(
                                row.getString("table"),
                                row.getString("type"),
                                row.getString("key"),
                                row.getString("Extra")),
                        arguments.toArray()))
            .await()
            .atMost(TIMEOUT);

    assertThat(plan)
        .filteredOn(step -> "d".equals(step.table))
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.key).isEqualTo(filter.index());
              assertThat(step.access).isIn("range", "ref");
              assertThat(String.valueOf(step.extra)).doesNotContain("filesort", "temporary");
            });
  }

  private record Step(String table, String access, String key, String extra) {}

  private List<String> ids(String filters) {
    return StreamSupport.stream(letters.list(filters).spliterator(), false)
        .map(DeadLetterFilterTest::id)
        .toList();
  }

  private static String id(JsonNode letter) {
    return letter.path("id").asText();
  }
}
