package io.lockstep.messaging.outbox;

import static io.lockstep.messaging.brokers.Broker.KAFKA;
import static io.lockstep.messaging.brokers.Broker.RABBITMQ;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.messaging.brokers.Broker;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelayBatchUnitTest {
  private static final Set<Broker> BOTH = Set.of(RABBITMQ, KAFKA);
  private static final int LIMIT = 2;

  @Test
  void givesEachBrokerWhatWaitsForItInTheOrderOfTheIds() {
    RelayBatch batch = read(9, row(7, BOTH), row(3, Set.of(KAFKA)), row(5, Set.of(RABBITMQ)));

    assertThat(batch.waitingFor(RABBITMQ)).extracting(OutboxRow::id).containsExactly(5L, 7L);
    assertThat(batch.waitingFor(KAFKA)).extracting(OutboxRow::id).containsExactly(3L, 7L);
  }

  /** Behind the second row that waits for Kafka alone there may be a third, before row 8. */
  @Test
  void overtakesNoRowThatWasNotRead() {
    RelayBatch batch = read(LIMIT, row(1, Set.of(KAFKA)), row(2, Set.of(KAFKA)), row(8, BOTH));

    assertThat(batch.waitingFor(KAFKA)).extracting(OutboxRow::id).containsExactly(1L, 2L);
    assertThat(batch.waitingFor(RABBITMQ)).extracting(OutboxRow::id).containsExactly(8L);
  }

  @Test
  void aFullShardHoldsNoOtherUp() {
    RelayBatch batch = read(LIMIT, row(1, Set.of(KAFKA)), row(2, Set.of(KAFKA)), row(8, BOTH, 1));

    assertThat(batch.waitingFor(KAFKA)).extracting(OutboxRow::id).containsExactly(1L, 2L, 8L);
  }

  @Test
  void aRowGoesWhenBothHaveConfirmedIt() {
    OutboxRow row = row(1, BOTH);
    RelayBatch batch = read(LIMIT, row);

    batch.confirm(row, RABBITMQ);
    batch.confirm(row, KAFKA);

    assertThat(batch.changes()).containsExactly(new RelayBatch.Change(row, BOTH, Set.of()));
    assertThat(batch.changes()).isEmpty();
  }

  @Test
  void aRowThatOneHasConfirmedWaitsForTheOther() {
    OutboxRow row = row(1, BOTH);
    RelayBatch batch = read(LIMIT, row);

    batch.confirm(row, RABBITMQ);
    assertThat(batch.changes()).containsExactly(new RelayBatch.Change(row, BOTH, Set.of(KAFKA)));

    batch.confirm(row, KAFKA);
    assertThat(batch.changes())
        .containsExactly(new RelayBatch.Change(row, Set.of(KAFKA), Set.of()));
  }

  /** It may stand before others that were not read. */
  @Test
  void countsARowThatIsOnlyToBeRemovedAndPublishesItNoMore() {
    OutboxRow confirmed = row(2, Set.of(KAFKA));
    RelayBatch batch =
        new RelayBatch(
            List.of(confirmed, row(1, Set.of(KAFKA)), row(8, BOTH)), LIMIT, confirmed::equals);

    assertThat(batch.waitingFor(KAFKA)).extracting(OutboxRow::id).containsExactly(1L);
    assertThat(batch.isFull()).isTrue();
  }

  @Test
  void isUnfinishedUntilAllBrokersHaveConfirmedAllRows() {
    OutboxRow row = row(1, BOTH);
    RelayBatch batch = read(LIMIT, row);
    assertThat(batch.isFull()).isFalse();

    batch.confirm(row, RABBITMQ);
    assertThat(batch.changes()).hasSize(1);
    assertThat(batch.isUnfinished()).isTrue();

    batch.confirm(row, KAFKA);
    assertThat(batch.changes()).hasSize(1);
    assertThat(batch.isUnfinished()).isFalse();
  }

  private static RelayBatch read(int limit, OutboxRow... rows) {
    return new RelayBatch(List.of(rows), limit, row -> false);
  }

  private static OutboxRow row(long id, Set<Broker> waitsFor) {
    return row(id, waitsFor, 0);
  }

  private static OutboxRow row(long id, Set<Broker> waitsFor, int shard) {
    return new OutboxRow(
        id,
        waitsFor,
        shard,
        "e",
        "t",
        "k",
        "m" + id,
        "k",
        null,
        "s",
        null,
        null,
        null,
        new byte[0],
        Instant.EPOCH);
  }
}
