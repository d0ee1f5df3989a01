package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.ConnectionPool;
import io.lockstep.testing.Operation;
import io.lockstep.testing.Rest;
import io.lockstep.testing.ValidRequests;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every operation that changes something, given up by its caller after a few milliseconds and
 * repeated under its key: one effect, nothing in progress for ever, no connection left behind.
 */
@QuarkusTest
class GivingUpTest {
  private static final int TIMES = Integer.getInteger("lockstep.test.give-ups", 8);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Rest rest = Rest.ofTest();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void everyChangeHappensOnceWhoseCallerGivesUpAndRepeats() {
    ValidRequests valid = new ValidRequests(rest);
    List<Operation> changes = Operation.all(rest).stream().filter(Operation::isChange).toList();
    assertThat(changes).hasSizeGreaterThan(25);
    for (Operation operation : changes) {
      for (int i = 0; i < TIMES; i++) {
        giveUpAndRepeat(operation, valid.of(operation));
      }
    }
    ConnectionPool.awaitIdle(rest);
    Stream.of("/orders", "/products?category=test", "/dead-letters")
        .forEach(list -> rest.get(list).expect(200));
    JsonNode audit = rest.get("/audit").expect(200).json();
    assertThat(audit.path("ok").asBoolean()).as(audit.toString()).isTrue();
  }

  /** A repeat of what has been done is answered with it, or refused since it has been done. */
  private void giveUpAndRepeat(Operation operation, ValidRequests.Request valid) {
    ValidRequests.Request request =
        operation.method().equals("POST")
            ? valid.with("Idempotency-Key", UUID.randomUUID().toString())
            : valid;
    request.sendAndGoAway(Duration.ofMillis(1 + random.nextInt(50)));
    Rest.Answer first = repeatUntilDone(request);
    assertThat(first.status()).as("%s, seed %d: %s", operation, seed, first.text()).isLessThan(500);
    if (operation.method().equals("POST")) {
      Rest.Answer second = request.sendBy(rest).expect(first.status());
      assertThat(first.status()).as("%s: %s", operation, first.text()).isBetween(200, 202);
      assertThat(second.text()).as("%s, seed %d", operation, seed).isEqualTo(first.text());
      assertThat(second.header("Idempotent-Replayed")).as("%s", operation).isEqualTo("true");
    }
  }

  private Rest.Answer repeatUntilDone(ValidRequests.Request request) {
    return await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(SOON)
        .until(() -> request.sendBy(rest), answer -> !isInProgress(answer));
  }

  private static boolean isInProgress(Rest.Answer answer) {
    return answer.status() == 409 && answer.problem().equals("request-in-progress");
  }
}
