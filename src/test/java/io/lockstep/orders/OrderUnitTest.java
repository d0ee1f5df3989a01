package io.lockstep.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.orders.events.InventoryEvent;
import io.lockstep.orders.events.OrderEvent;
import io.lockstep.orders.events.OrderItem;
import io.lockstep.orders.events.StockItem;
import io.lockstep.platform.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderUnitTest {
  private static final Instant PLACED = Instant.parse("2026-11-27T12:00:00Z");
  private static final Instant NOW = PLACED.plusSeconds(1);
  private static final UUID ID = UUID.randomUUID();
  private static final Money TOTAL = new Money(1000, "EUR");
  private static final List<OrderItem> ITEMS =
      List.of(
          new OrderItem("tea", 2, new Money(150, "EUR")),
          new OrderItem("cup", 1, new Money(700, "EUR")));

  /** What can happen to an order, and in which status it changes it. */
  enum Act {
    PAYMENT_COMPLETED(order -> order.paymentCompleted(NOW), OrderStatus.PENDING),
    PAYMENT_FAILED(order -> order.paymentFailed(NOW), OrderStatus.PENDING),
    STOCK_RESERVED(order -> order.stockReserved(NOW), OrderStatus.PAID),
    STOCK_REJECTED(order -> order.stockRejected(NOW), OrderStatus.PAID),
    CANCEL(
        order -> order.cancel(CancelReason.CANCELLED_BY_USER, NOW),
        OrderStatus.PENDING,
        OrderStatus.PAID),
    TAKE_BACK(order -> order.takeBack(NOW), OrderStatus.CONFIRMED);

    private final Function<Order, Optional<OrderChange>> on;
    private final Set<OrderStatus> changes;

    Act(Function<Order, Optional<OrderChange>> on, OrderStatus first, OrderStatus... more) {
      this.on = on;
      this.changes = EnumSet.of(first, more);
    }
  }

  @Test
  void isPendingAtVersionOneWhenPlaced() {
    Order order = pending();

    assertThat(order.status()).isEqualTo(OrderStatus.PENDING);
    assertThat(order.version()).isEqualTo(1);
    assertThat(order.retries()).isZero();
    assertThat(order.reason()).isNull();
    assertThat(order.createdAt()).isEqualTo(PLACED).isEqualTo(order.updatedAt());
    assertThat(order.created(NOW)).isEqualTo(new OrderEvent.Created(data(null)));
  }

  @Test
  void asksForItsStockOnceItIsPaid() {
    OrderChange change = pending().paymentCompleted(NOW).orElseThrow();

    assertThat(change.next()).isEqualTo(order(OrderStatus.PAID, null, 0, 2, NOW));
    assertThat(change.events())
        .containsExactly(
            new OrderEvent.Paid(data(null)),
            new InventoryEvent.Reserve(
                new InventoryEvent.Data(
                    ID, List.of(new StockItem("tea", 2), new StockItem("cup", 1)), null, NOW)));
    assertThat(change.compensate()).isFalse();
  }

  @Test
  void isConfirmedWhenItsStockIsReserved() {
    OrderChange change = paid().stockReserved(NOW).orElseThrow();

    assertThat(change.next()).isEqualTo(order(OrderStatus.CONFIRMED, null, 0, 3, NOW));
    assertThat(change.events()).containsExactly(new OrderEvent.Confirmed(data(null)));
    assertThat(change.compensate()).isFalse();
  }

  @Test
  void hasNothingToUndoWhenPaymentIsDeclined() {
    OrderChange change = pending().paymentFailed(NOW).orElseThrow();

    assertThat(change.next())
        .isEqualTo(order(OrderStatus.CANCELLED, "payment-declined", 0, 2, NOW));
    assertThat(change.events()).containsExactly(cancelled("payment-declined"));
    assertThat(change.compensate()).isFalse();
  }

  @Test
  void givesItsMoneyBackWhenStockIsShort() {
    OrderChange change = paid().stockRejected(NOW).orElseThrow();

    assertThat(change.next()).isEqualTo(order(OrderStatus.CANCELLED, "out-of-stock", 0, 3, NOW));
    assertThat(change.events()).containsExactly(cancelled("out-of-stock"));
    assertThat(change.compensate()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(CancelReason.class)
  void isUndoneForWhateverReasonItIsGivenUp(CancelReason reason) {
    for (Order order : List.of(pending(), paid())) {
      OrderChange change = order.cancel(reason, NOW).orElseThrow();

      assertThat(change.next())
          .isEqualTo(order(OrderStatus.CANCELLED, reason.wire(), 0, order.version() + 1, NOW));
      assertThat(change.events()).containsExactly(cancelled(reason.wire()));
      assertThat(change.compensate()).isTrue();
    }
  }

  @Test
  void isUndoneWhenItIsTakenBack() {
    OrderChange change = confirmed().takeBack(NOW).orElseThrow();

    assertThat(change.next()).isEqualTo(order(OrderStatus.CANCELLED, "returned", 0, 4, NOW));
    assertThat(change.events()).containsExactly(cancelled("returned"));
    assertThat(change.compensate()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Act.class)
  void changesOnlyWhereItWaitsForWhatHappens(Act act) {
    for (Order order : Set.of(pending(), paid(), confirmed(), cancelled())) {
      assertThat(act.on.apply(order).isPresent())
          .as("%s of one that is %s", act, order.status())
          .isEqualTo(act.changes.contains(order.status()));
    }
  }

  @ParameterizedTest
  @EnumSource(Act.class)
  void changesNothingWhenTheSameIsSaidAgain(Act act) {
    for (Order order : Set.of(pending(), paid(), confirmed())) {
      act.on
          .apply(order)
          .ifPresent(change -> assertThat(act.on.apply(change.next())).as("%s", order).isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(Act.class)
  void saysFirstWhatBringsItToItsStatus(Act act) {
    for (Order order : Set.of(pending(), paid(), confirmed())) {
      act.on
          .apply(order)
          .ifPresent(
              change ->
                  assertThat(change.events().get(0).type())
                      .isEqualTo(change.next().status().eventType()));
    }
  }

  private static Stream<List<Act>> fiveActsInAnyOrder() {
    Stream<List<Act>> all = Stream.of(List.of());
    for (int i = 0; i < 5; i++) {
      all = all.flatMap(before -> Stream.of(Act.values()).map(act -> with(before, act)));
    }
    return all;
  }

  @Test
  void endsTheSameWayInWhateverOrderAndHoweverOftenAnswersCome() {
    fiveActsInAnyOrder().forEach(OrderUnitTest::assertKeepsItsRules);
  }

  private static void assertKeepsItsRules(List<Act> acts) {
    Order order = pending();
    boolean paid = false;
    for (Act act : acts) {
      Optional<OrderChange> change = act.on.apply(order);
      if (change.isPresent()) {
        Order next = change.get().next();
        boolean wasPaid = paid;
        paid |= next.status() == OrderStatus.PAID;
        assertThat(next.version()).as("%s", acts).isEqualTo(order.version() + 1);
        assertThat(order.status()).as("%s", acts).isNotEqualTo(OrderStatus.CANCELLED);
        assertThat(next.status() == OrderStatus.CONFIRMED && !wasPaid).as("%s", acts).isFalse();
        if (next.status() == OrderStatus.CANCELLED && wasPaid) {
          assertThat(change.get().compensate()).as("money of %s goes back", acts).isTrue();
        }
        assertThat(next.items()).isEqualTo(ITEMS);
        assertThat(next.total()).isEqualTo(TOTAL);
        order = next;
      }
    }
  }

  @Test
  void asksForPaymentAgainWhileItIsPending() {
    assertThat(pending().retry(NOW)).isEqualTo(pending().created(NOW));
  }

  @Test
  void asksForStockAgainWhileItIsPaid() {
    assertThat(paid().retry(NOW)).isEqualTo(paid().reserve(NOW));
  }

  @Test
  void forgetsHowOftenItAskedWithEachChange() {
    Order asked = order(OrderStatus.PENDING, null, 7, 1, PLACED);

    assertThat(asked.paymentCompleted(NOW).orElseThrow().next().retries()).isZero();
    assertThat(asked.cancel(CancelReason.EXPIRED, NOW).orElseThrow().next().retries()).isZero();
  }

  @ParameterizedTest
  @EnumSource(OrderStatus.class)
  void isFinalOnceItIsConfirmedOrCancelled(OrderStatus status) {
    assertThat(status.isFinal())
        .isEqualTo(Set.of(OrderStatus.CONFIRMED, OrderStatus.CANCELLED).contains(status));
  }

  private static Order pending() {
    return Order.place(ID, "anna", ITEMS, TOTAL, "a-7", Map.of("gift", "yes"), "trace", PLACED);
  }

  private static Order paid() {
    return pending().paymentCompleted(NOW).orElseThrow().next();
  }

  private static Order confirmed() {
    return paid().stockReserved(NOW).orElseThrow().next();
  }

  private static Order cancelled() {
    return pending().paymentFailed(NOW).orElseThrow().next();
  }

  private static OrderEvent.Cancelled cancelled(String reason) {
    return new OrderEvent.Cancelled(data(reason));
  }

  private static OrderEvent.Data data(String reason) {
    return new OrderEvent.Data(ID, "anna", 1000, "EUR", ITEMS, reason, NOW);
  }

  private static Order order(
      OrderStatus status, String reason, int retries, long version, Instant updatedAt) {
    return new Order(
        ID,
        "anna",
        status,
        reason,
        ITEMS,
        TOTAL,
        "a-7",
        Map.of("gift", "yes"),
        retries,
        "trace",
        version,
        PLACED,
        updatedAt);
  }

  private static List<Act> with(List<Act> before, Act act) {
    List<Act> all = new ArrayList<>(before);
    all.add(act);
    return all;
  }
}
