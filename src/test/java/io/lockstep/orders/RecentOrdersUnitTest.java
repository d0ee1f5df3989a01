package io.lockstep.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.orders.events.OrderItem;
import io.lockstep.platform.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecentOrdersUnitTest {
  private static final Money PRICE = new Money(100, "EUR");

  private final RecentOrders recent = new RecentOrders();

  @Test
  void knowsAnOpenOrderAsItWasWrittenLast() {
    OrderChange placed = placed();
    OrderChange paid = placed.next().paymentCompleted(Instant.EPOCH).orElseThrow();

    recent.committed(List.of(placed, paid));

    assertThat(recent.find(placed.next().id())).contains(paid.next());
  }

  @Test
  void forgetsAnOrderThatIsFinal() {
    OrderChange placed = placed();
    OrderChange declined = placed.next().paymentFailed(Instant.EPOCH).orElseThrow();

    recent.committed(List.of(placed));
    recent.committed(List.of(declined));

    assertThat(recent.find(placed.next().id())).isEmpty();
  }

  @Test
  void forgetsTheEldestOfMany() {
    List<OrderChange> many = Stream.generate(RecentOrdersUnitTest::placed).limit(501).toList();

    recent.committed(many);

    assertThat(recent.find(many.get(0).next().id())).isEmpty();
    assertThat(recent.find(many.get(1).next().id())).isPresent();
    assertThat(recent.find(many.get(500).next().id())).isPresent();
  }

  private static OrderChange placed() {
    return Order.place(
            UUID.randomUUID(),
            "ann",
            List.of(new OrderItem("cup", 1, PRICE)),
            PRICE,
            null,
            Map.of(),
            null,
            Instant.EPOCH)
        .placed();
  }
}
