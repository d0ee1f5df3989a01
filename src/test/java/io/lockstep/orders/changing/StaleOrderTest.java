package io.lockstep.orders.changing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.orders.Order;
import io.lockstep.orders.OrderChange;
import io.lockstep.orders.OrderHistoryEntry;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.OrderStatus;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is decided by an order as this instance remembers it, while another one has changed it. */
@QuarkusTest
class StaleOrderTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Inject WritingOrderChanges writing;
  @Inject OrderRepository orders;
  @Inject Transactions transactions;
  @Inject Clock clock;

  private final OrderFixture given = OrderFixture.through(Rest.ofTest());

  @Test
  void isNotWritten() {
    UUID id = UUID.fromString(given.aConfirmedOrder().path("id").asText());
    Order confirmed = order(id);

    boolean written = run(tx -> writing.writeIfUnchanged(tx, paid(pendingAsItWas(confirmed))));

    assertThat(written).isFalse();
    assertThat(order(id)).isEqualTo(confirmed);
    List<OrderHistoryEntry> history = run(tx -> orders.history(tx, id));
    assertThat(history).extracting(OrderHistoryEntry::version).containsExactly(1L, 2L, 3L);
  }

  private OrderChange paid(Order pending) {
    return pending.paymentCompleted(clock.instant()).orElseThrow();
  }

  private static Order pendingAsItWas(Order order) {
    return order.at(new OrderHistoryEntry(1, OrderStatus.PENDING, null, order.createdAt(), null));
  }

  private Order order(UUID id) {
    return run(tx -> orders.find(tx, id)).orElseThrow();
  }

  private <T> T run(Function<Tx, Uni<T>> work) {
    return transactions.run("stale-order-test", work).await().atMost(TIMEOUT);
  }
}
