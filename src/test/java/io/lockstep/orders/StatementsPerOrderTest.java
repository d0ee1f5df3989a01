package io.lockstep.orders;

import static io.lockstep.testing.OrderFixture.anOrderOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.StatementCounters;
import io.lockstep.testing.StatementCounters.Reading;
import io.lockstep.testing.StatementCounters.Span;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an order costs the database, by its own counters, so that nobody adds a statement unseen.
 * What the service asks while it has nothing to do is subtracted, and held, too.
 *
 * <p>A lone order writes 25 times in five transactions: the order (5: itself, its item, its
 * history, the message, the audit log), its payment (6: inbox, payment, both balances, transfer,
 * both entries, message), that it is paid (4: inbox, order, history, messages), its stock (5:
 * inbox, its place, stock, item, message), that it is confirmed (4), and the removal of what was
 * published (1, more on a machine on which an order takes longer than that waits). It reads prices
 * and the user, locks its two accounts, and the relay looks once after each commit.
 */
@QuarkusTest
class StatementsPerOrderTest {
  private static final int LONE_ORDERS = 20;
  private static final int CALLERS = 64;
  private static final int ORDERS_OF_EACH = 5;
  private static final Duration QUIET = Duration.ofSeconds(20);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String[] WAIT = {"Prefer", "wait=30"};

  /** Measured once for all tests. */
  private static Span idle;

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);
  private final StatementCounters counters = StatementCounters.of(Stack.current());
  private String user;
  private String sku;

  @BeforeEach
  void warmUp() {
    user = given.aRichUser();
    sku = given.aProductWithStock(1_000_000);
    for (int i = 0; i < LONE_ORDERS; i++) {
      rest.post("/orders", anOrderOf(user, sku, 1), WAIT).expect(201);
    }
    awaitAnEmptyOutbox();
    idle = idle == null ? counters.during(QUIET) : idle;
  }

  @AfterEach
  void close() {
    counters.close();
  }

  @Test
  void aLoneOrderTakesFewStatements() {
    try (KafkaTap tap = KafkaTap.on(Stack.current(), "order-events")) {
      Reading before = counters.read();
      for (int i = 0; i < LONE_ORDERS; i++) {
        confirm(tap);
        awaitAnEmptyOutbox();
      }
      Span all = counters.read().since(before);

      print("lone orders", all, LONE_ORDERS);
      assertThat(all.each(LONE_ORDERS, idle, Span::selects)).isLessThan(8.5);
      assertThat(all.each(LONE_ORDERS, idle, span -> span.writes() - span.deletes()))
          .isLessThan(24.5);
      assertThat(all.each(LONE_ORDERS, idle, Span::deletes)).isLessThan(4);
      assertThat(all.each(LONE_ORDERS, idle, Span::commits)).isLessThan(5.5);
      assertThat(all.each(LONE_ORDERS, idle, Span::prepares)).isLessThan(5);
    }
  }

  /** What changes their orders tells them; they read nothing. */
  @Test
  void callersWhoWaitAddNoStatements() {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    Reading before = counters.read();
    IntStream.range(0, CALLERS)
        .mapToObj(caller -> CompletableFuture.runAsync(this::placeAndWait, threads))
        .toList()
        .forEach(CompletableFuture::join);
    Span all = counters.read().since(before);
    threads.shutdown();

    print("orders of " + CALLERS + " who wait", all, CALLERS * ORDERS_OF_EACH);
    assertThat(all.each(CALLERS * ORDERS_OF_EACH, idle, Span::selects)).isLessThan(3);
  }

  @Test
  void anIdleServiceAsksLittle() {
    System.out.println("idle: " + idle);
    assertThat(idle.perSecond(Span::statements)).isLessThan(5.5);
  }

  private void placeAndWait() {
    for (int i = 0; i < ORDERS_OF_EACH; i++) {
      rest.post("/orders", anOrderOf(user, sku, 1), WAIT).expect(201);
    }
  }

  private void confirm(KafkaTap tap) {
    String id = given.aNewOrder(user, sku, 1);
    Awaitility.await("order " + id + " is confirmed")
        .atMost(TIMEOUT)
        .pollInterval(2, TimeUnit.MILLISECONDS)
        .until(
            () -> tap.about(id).stream().anyMatch(heard -> heard.type().equals("order.confirmed")));
  }

  private void awaitAnEmptyOutbox() {
    Awaitility.await("an empty outbox")
        .atMost(TIMEOUT)
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .until(() -> counters.number("SELECT COUNT(*) FROM outbox") == 0);
  }

  private static void print(String what, Span all, int orders) {
    System.out.printf(
        "%d %s: %s%n  each %s SELECT, writes, commits, prepares%n",
        orders,
        what,
        all,
        List.of(
            all.each(orders, idle, Span::selects),
            all.each(orders, idle, Span::writes),
            all.each(orders, idle, Span::commits),
            all.each(orders, idle, Span::prepares)));
  }
}
