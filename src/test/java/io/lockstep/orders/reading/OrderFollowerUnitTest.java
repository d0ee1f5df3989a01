package io.lockstep.orders.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.orders.OrderHistoryEntry;
import io.lockstep.orders.OrderStatus;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OrderFollowerUnitTest {
  private static final OrderHistoryEntry PENDING = entry(1, OrderStatus.PENDING);
  private static final OrderHistoryEntry PAID = entry(2, OrderStatus.PAID);
  private static final OrderHistoryEntry CONFIRMED = entry(3, OrderStatus.CONFIRMED);

  private final List<OrderHistoryEntry> history = new ArrayList<>(List.of(PENDING));
  private final AtomicInteger reads = new AtomicInteger();
  private final AssertSubscriber<Optional<OrderHistoryEntry>> reader = AssertSubscriber.create(9);
  private OrderFollower follower;

  @Test
  void tellsWhatItHearsWithoutReadingAndEndsWithTheFinalEntry() {
    followFrom(1);

    follower.heard(PAID);
    follower.heard(CONFIRMED);

    assertThat(told()).containsExactly(PAID, CONFIRMED);
    reader.assertCompleted();
    assertThat(reads).hasValue(0);
  }

  @Test
  void readsWhatItHasNotHeard() {
    followFrom(1);
    history.addAll(List.of(PAID, CONFIRMED));

    follower.heard(CONFIRMED);

    assertThat(told()).containsExactly(PAID, CONFIRMED);
    reader.assertCompleted();
    assertThat(reads).hasValue(1);
  }

  @Test
  void tellsNothingTwice() {
    followFrom(1);
    history.add(PAID);
    follower.look();

    follower.heard(PAID);
    follower.reached(2);

    assertThat(told()).containsExactly(PAID);
    assertThat(reads).hasValue(1);
  }

  private void followFrom(long version) {
    Multi.createFrom()
        .<Optional<OrderHistoryEntry>>emitter(
            emitter -> follower = new OrderFollower(this::read, version, emitter))
        .subscribe()
        .withSubscriber(reader);
  }

  private Uni<List<OrderHistoryEntry>> read() {
    reads.incrementAndGet();
    return Uni.createFrom().item(List.copyOf(history));
  }

  private List<OrderHistoryEntry> told() {
    return reader.getItems().stream().flatMap(Optional::stream).toList();
  }

  private static OrderHistoryEntry entry(long version, OrderStatus status) {
    return new OrderHistoryEntry(version, status, null, Instant.EPOCH.plusSeconds(version), null);
  }
}
