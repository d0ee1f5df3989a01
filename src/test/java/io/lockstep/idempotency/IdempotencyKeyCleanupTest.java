package io.lockstep.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which keys are forgotten, and which must not be. */
@QuarkusTest
class IdempotencyKeyCleanupTest {
  private static final int BATCH = 1000;
  private static final Duration MARGIN = Duration.ofMinutes(1);
  private static final String NOT_RUNNING = "NULL";
  private static final String RUNNING = "UTC_TIMESTAMP(6) + INTERVAL 1 HOUR";
  private static final String LOST = "UTC_TIMESTAMP(6) - INTERVAL 1 SECOND";

  @Inject IdempotencyKeyCleanup cleanup;
  @Inject IdempotencyConfig config;

  private final Tables tables = Tables.of(Stack.current());
  private final String prefix = "planted-" + UUID.randomUUID() + "-";

  @AfterEach
  void takeThePlantedAway() {
    tables.run("DELETE FROM idempotency_keys WHERE idem_key LIKE '" + prefix + "%'");
  }

  @Test
  void forgetsTheOldInBatchesAndKeepsTheYoung() {
    int old = 2 * BATCH + BATCH / 2;
    claim("old", old, config.retention().plus(MARGIN), NOT_RUNNING);
    claim("young", 5, config.retention().minus(MARGIN), NOT_RUNNING);

    List<Integer> batches = forgetUntilNothingIsLeft();

    assertThat(batches).allMatch(size -> size <= BATCH);
    assertThat(batches).as("batches of %d rows", old).hasSizeGreaterThan(1);
    assertThat(kept("old")).isZero();
    assertThat(kept("young")).isEqualTo(5);
  }

  @Test
  void keepsAnOldKeyWhoseRequestStillRunsAndNoLonger() {
    claim("running", 1, config.retention().plus(MARGIN), RUNNING);
    claim("lost", 1, config.retention().plus(MARGIN), LOST);

    forgetUntilNothingIsLeft();

    assertThat(kept("running")).isOne();
    assertThat(kept("lost")).isZero();
  }

  @CanIgnoreReturnValue
  private List<Integer> forgetUntilNothingIsLeft() {
    List<Integer> batches = new ArrayList<>();
    do {
      Uni<Integer> batch = cleanup.forgetSome();
      batches.add(batch.await().atMost(Duration.ofSeconds(30)));
    } while (batches.get(batches.size() - 1) > 0);
    return batches;
  }

  private void claim(String name, int count, Duration age, String runningUntil) {
    String rows =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    "('%s%s-%d', '%s', 'test', %s, UTC_TIMESTAMP(6) - INTERVAL %d SECOND)"
                        .formatted(prefix, name, i, "a".repeat(64), runningUntil, age.toSeconds()))
            .collect(Collectors.joining(","));
    tables.run(
        "INSERT INTO idempotency_keys (idem_key, fingerprint, claim, running_until, created_at)"
            + " VALUES "
            + rows);
  }

  private long kept(String name) {
    return tables.number(
        "SELECT COUNT(*) FROM idempotency_keys WHERE idem_key LIKE '%s%s-%%'"
            .formatted(prefix, name));
  }
}
