package io.lockstep.locks.leases;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lockstep.locks.LocksConfig;
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

/**
 * Which ended leases are forgotten, which must not be, and that no fence is forgotten with them.
 */
@QuarkusTest
class LeaseCleanupTest {
  private static final int BATCH = 500;
  private static final Duration MARGIN = Duration.ofMinutes(1);
  private static final String NO_BLOCK = "NULL";
  private static final String LIVING_BLOCK = "UTC_TIMESTAMP(6) + INTERVAL 1 HOUR";
  private static final String ENDED_BLOCK = "UTC_TIMESTAMP(6) - INTERVAL 1 SECOND";

  @Inject LeaseCleanup cleanup;
  @Inject LocksConfig config;

  private final Tables tables = Tables.of(Stack.current());
  private final String prefix = "planted-" + UUID.randomUUID() + "-";

  @AfterEach
  void takeThePlantedAway() {
    tables.run("DELETE FROM distributed_locks WHERE lock_key LIKE '" + prefix + "%'");
  }

  @Test
  void forgetsTheOldInBatchesAndKeepsTheYoung() {
    int old = 2 * BATCH + BATCH / 2;
    leases("old", old, 1, config.retention().plus(MARGIN), NO_BLOCK);
    leases("young", 5, 1, config.retention().minus(MARGIN), NO_BLOCK);
    leases("held", 5, 1, MARGIN.negated(), NO_BLOCK);

    List<Integer> batches = forgetUntilNothingIsLeft();

    assertThat(batches).allMatch(size -> size <= BATCH);
    assertThat(batches).as("batches of %d rows", old).hasSizeGreaterThan(1);
    assertThat(kept("old")).isZero();
    assertThat(kept("young")).isEqualTo(5);
    assertThat(kept("held")).isEqualTo(5);
  }

  @Test
  void keepsALeaseWhoseBlockOfFenceTokensStillLives() {
    leases("numbering", 1, 1, config.retention().plus(MARGIN), LIVING_BLOCK);
    leases("numbered", 1, 1, config.retention().plus(MARGIN), ENDED_BLOCK);

    forgetUntilNothingIsLeft();

    assertThat(kept("numbering")).isOne();
    assertThat(kept("numbered")).isZero();
  }

  @Test
  void raisesTheFloorOfAllFencesToTheHighestThatItForgets() {
    long highest = floor() + 1000;
    leases("lower", 1, highest - 1, config.retention().plus(MARGIN.multipliedBy(2)), NO_BLOCK);
    leases("highest", 1, highest, config.retention().plus(MARGIN), NO_BLOCK);
    leases("lowest", 1, 1, config.retention().plus(MARGIN.multipliedBy(3)), NO_BLOCK);

    forgetUntilNothingIsLeft();

    assertThat(floor()).isGreaterThanOrEqualTo(highest);
    leases("late", 1, 1, config.retention().plus(MARGIN), NO_BLOCK);
    forgetUntilNothingIsLeft();
    assertThat(floor()).isGreaterThanOrEqualTo(highest);
  }

  private long floor() {
    return tables.number("SELECT value FROM lock_marks WHERE mark = 'fence-floor'");
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

  /** Leases that ended so long ago. */
  private void leases(String name, int count, long fence, Duration ago, String blockUntil) {
    String rows =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    "('%s%s-%d', 'test', %d, UTC_TIMESTAMP(6) - INTERVAL %d SECOND, %s)"
                        .formatted(prefix, name, i, fence, ago.toSeconds(), blockUntil))
            .collect(Collectors.joining(","));
    tables.run(
        "INSERT INTO distributed_locks (lock_key, lock_id, fence, expires_at, block_until)"
            + " VALUES "
            + rows);
  }

  private long kept(String name) {
    return tables.number(
        "SELECT COUNT(*) FROM distributed_locks WHERE lock_key LIKE '%s%s-%%'"
            .formatted(prefix, name));
  }
}
