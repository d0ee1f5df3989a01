package io.lockstep.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FlowTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Rest rest = Rest.ofTest();
  private final Tables tables = Tables.of(Stack.current());
  private final String other = UUID.randomUUID().toString();
  private final String letter = UUID.randomUUID().toString();

  @AfterEach
  void removeWhatNoInstanceHasTold() {
    tables.run(
        "DELETE FROM flow_rates WHERE instance = '" + other + "'",
        "DELETE FROM dead_letters WHERE id = '" + letter + "'");
  }

  @Test
  void namesEachStepAndEachServer() {
    JsonNode flow = flow();
    assertThat(flow.path("steps").findValuesAsText("name"))
        .containsExactlyElementsOf(Arrays.stream(FlowStep.values()).map(FlowStep::wire).toList());
    await("all servers were looked at")
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(flow().path("servers").findValuesAsText("name"))
                    .containsExactly("database", "kafka", "rabbitmq", "redis", "redlock"));
  }

  @Test
  void tellsHowFastOrdersGoThroughEachStep() {
    OrderFixture.through(rest).aConfirmedOrder();
    await("it went through all steps")
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              JsonNode flow = flow();
              for (FlowStep step : FlowStep.values()) {
                if (step != FlowStep.CANCELLED) {
                  assertThat(step(flow, step).path("perSecond").asDouble())
                      .as(step.wire())
                      .isPositive();
                }
              }
            });
  }

  @Test
  void addsWhatOtherInstancesHaveToldAndLeavesOutWhoIsGone() {
    tell("UTC_TIMESTAMP(6)");
    await("what the other has told").atMost(TIMEOUT).until(() -> placedPerSecond() > 1000);
    tell("UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE");
    await("the other is gone").atMost(TIMEOUT).until(() -> placedPerSecond() < 1000);
  }

  @Test
  void countsTheDeadLettersOfAStep() {
    long before = step(flow(), FlowStep.STOCK_ASKED).path("failing").asLong();
    tables.run(
        "INSERT INTO dead_letters (id, state, place, broker, queue, exchange, routing_key,"
            + " message_id, message_key, type, subject, subject_key, source, reason, attempts,"
            + " payload, occurred_at, dead_at, fingerprint, own_unreadable) VALUES ('%1$s', 'D',"
                .formatted(letter)
            + " '%1$s', 'R', 'inventory.orders', '', '', '%1$s', '%1$s', 'a.b', '', '', '',"
                .formatted(letter)
            + " 'failed', 1, '{}', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), SHA2('%s', 256), 0)"
                .formatted(letter));
    await("it is counted")
        .atMost(TIMEOUT)
        .until(() -> step(flow(), FlowStep.STOCK_ASKED).path("failing").asLong() > before);
  }

  @Test
  void isReadOnceHoweverManyAsk() {
    assertThat(IntStream.range(0, 50).parallel().mapToObj(i -> flow().path("at")).distinct())
        .hasSizeLessThan(25);
  }

  private void tell(String at) {
    tables.run(
        "REPLACE INTO flow_rates (instance, rates, at) VALUES ('%s', '{\"placed\": 100000.0}', %s)"
            .formatted(other, at));
  }

  private double placedPerSecond() {
    return step(flow(), FlowStep.PLACED).path("perSecond").asDouble();
  }

  private JsonNode flow() {
    return rest.get("/flow").expect(200).json();
  }

  private static JsonNode step(JsonNode flow, FlowStep step) {
    return StreamSupport.stream(flow.path("steps").spliterator(), false)
        .filter(each -> each.path("name").asText().equals(step.wire()))
        .findFirst()
        .orElseThrow();
  }
}
