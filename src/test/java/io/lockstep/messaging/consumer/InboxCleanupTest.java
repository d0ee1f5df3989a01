package io.lockstep.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.messaging.MessagingConfig;
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

/** What the inbox forgets, and what it must not. */
@QuarkusTest
class InboxCleanupTest {
  private static final int BATCH = 1000;
  private static final Duration MARGIN = Duration.ofMinutes(1);

  @Inject InboxCleanup cleanup;
  @Inject MessagingConfig config;

  private final Tables tables = Tables.of(Stack.current());
  private final String consumer = "planted-" + UUID.randomUUID();

  @AfterEach
  void takeThePlantedAway() {
    tables.run("DELETE FROM inbox WHERE consumer = '" + consumer + "'");
  }

  @Test
  void forgetsTheOldInBatchesAndRemembersTheYoung() {
    int old = 2 * BATCH + BATCH / 2;
    noteMessages("old", old, config.inboxRetention().plus(MARGIN));
    noteMessages("young", 5, config.inboxRetention().minus(MARGIN));

    List<Integer> batches = forgetUntilNothingIsLeft();

    assertThat(batches).allMatch(size -> size <= BATCH);
    assertThat(batches).as("batches of %d rows", old).hasSizeGreaterThan(1);
    assertThat(remembered("old")).isZero();
    assertThat(remembered("young")).isEqualTo(5);
  }

  private List<Integer> forgetUntilNothingIsLeft() {
    List<Integer> batches = new ArrayList<>();
    do {
      Uni<Integer> batch = cleanup.forgetSome();
      batches.add(batch.await().atMost(Duration.ofSeconds(30)));
    } while (batches.get(batches.size() - 1) > 0);
    return batches;
  }

  private void noteMessages(String name, int count, Duration age) {
    String rows =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    "('%s', '%s-%d', 'test', UTC_TIMESTAMP(6) - INTERVAL %d SECOND)"
                        .formatted(consumer, name, i, age.toSeconds()))
            .collect(Collectors.joining(","));
    tables.run("INSERT INTO inbox (consumer, message_id, batch, received_at) VALUES " + rows);
  }

  private long remembered(String name) {
    return tables.number(
        "SELECT COUNT(*) FROM inbox WHERE consumer = '%s' AND message_id LIKE '%s-%%'"
            .formatted(consumer, name));
  }
}
