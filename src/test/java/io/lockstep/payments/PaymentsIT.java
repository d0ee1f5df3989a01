package io.lockstep.payments;

import static io.lockstep.testing.OrderFixture.anOrderOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Ports;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Sandbox;
import io.lockstep.testing.Stack;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Payments of an outside provider on bad days of both: nobody is charged twice or for nothing.
 * {@code -Dlockstep.it.full=true} runs it at full size.
 */
class PaymentsIT {
  private static final int ORDERS = Boolean.getBoolean("lockstep.it.full") ? 5_000 : 150;
  private static final int KILLS = ORDERS / 50;
  private static final int IN_FLIGHT = 32;
  private static final int PRICE = 1_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final Stack stack = Stack.current();

  /** The sandbox of this test knows nothing of the payments of others. */
  @BeforeEach
  void giveThePaymentsOfOtherTestsToAnotherProvider() throws SQLException {
    try (Connection connection = stack.connect();
        Statement statement = connection.createStatement()) {
      if (!statement.executeQuery("SHOW TABLES LIKE 'payment_steps'").next()) {
        return; // a new database
      }
      statement.execute("UPDATE payments SET provider = 'another' WHERE provider <> 'ledger'");
      statement.execute("UPDATE payment_steps SET next_at = NULL");
      statement.execute("DELETE FROM payment_differences");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "stripe"})
  void takesTheMoneyOfConfirmedOrdersOnceWhateverThePartsDo(String protocol) {
    int firstPort = Ports.free();
    int secondPort = Ports.free();
    try (Sandbox sandbox =
            new Sandbox()
                .telling(address(firstPort), address(secondPort))
                .with("misbehave", 10)
                .with("slow", 3_000)
                .with("late", 1_000)
                .start();
        PackagedService first = at(firstPort, sandbox, protocol).start()) {
      OrderFixture given = OrderFixture.through(first.rest());
      String user = given.aUserWithoutMoney();
      String sku = given.aProductFor(PRICE);
      first
          .rest()
          .post("/stock/" + sku + "/receipts", Map.of("quantity", ORDERS * 3 / 4))
          .expect(200);
      PackagedService second = at(secondPort, sandbox, protocol).start();
      for (int kills = 0; kills < KILLS; kills++) {
        CompletableFuture<Void> placing = placingSome(first.rest(), user, sku);
        second.kill9();
        if (kills < 2) {
          sandbox.restart();
        }
        second = at(secondPort, sandbox, protocol).start();
        placing.join();
      }

      try (PackagedService last = second) {
        Awaitility.await("every payment is at its end")
            .atMost(TIMEOUT)
            .pollInterval(Duration.ofMillis(500))
            .until(
                () ->
                    sandbox.books().path("authorised").asInt() == 0
                        && isSettled(last.rest(), protocol));
        assertThat(isAnyOpen(last.rest(), user)).isFalse();
        assertBooksAgree(last.rest(), sandbox, user);
      }
    }
  }

  @Test
  void letsOrdersWaitWhileTheProviderIsAwayAndChargesThemLater() {
    try (Sandbox sandbox = new Sandbox().start();
        PackagedService service = at(Ports.free(), sandbox, "http").start()) {
      Rest rest = service.rest();
      OrderFixture given = OrderFixture.through(rest);
      String user = given.aUserWithoutMoney();
      String sku = given.aProductFor(PRICE);
      rest.post("/stock/" + sku + "/receipts", Map.of("quantity", 10)).expect(200);
      sandbox.kill();
      String kept = placed(rest, user, sku);
      String cancelled = placed(rest, user, sku);
      awaitPayment(rest, kept, "UNKNOWN");
      awaitPayment(rest, cancelled, "UNKNOWN");
      assertThat(rest.get("/orders/" + kept).json().path("status").asText()).isEqualTo("PENDING");
      rest.post("/orders/" + cancelled + "/cancel", null).expect(202);

      sandbox.start();

      awaitPayment(rest, kept, "CAPTURED");
      awaitPayment(rest, cancelled, "VOIDED");
      assertThat(given.theFinal(kept).path("status").asText()).isEqualTo("CONFIRMED");
      JsonNode books = sandbox.books();
      assertThat(books.path("captured").path("count").asInt()).isEqualTo(1);
      assertThat(books.path("authorised").asInt()).isZero();
      assertThat(history(rest, kept)).containsSequence("REQUESTED", "UNKNOWN");
      assertThat(history(rest, kept)).endsWith("AUTHORISED", "CAPTURED");
    }
  }

  @Test
  void startsWithoutTheSettingsOfItsProviderAndSaysWhich() throws IOException {
    try (PackagedService service =
        PackagedService.on(stack).with("lockstep.payments.provider", "http").startDegraded()) {
      Rest rest = service.rest();
      String user = OrderFixture.through(rest).aUserWithoutMoney();
      String sku = OrderFixture.through(rest).aProductFor(PRICE);
      String order = placed(rest, user, sku);
      awaitPayment(rest, order, "REQUESTED");
      JsonNode servers = rest.get("/status").expect(200).json().path("servers");
      assertThat(servers)
          .anySatisfy(
              server -> {
                assertThat(server.path("name").asText()).isEqualTo("payment-provider");
                assertThat(server.path("state").asText()).isEqualTo("degraded");
              });
      assertThat(service.log()).content().contains("lockstep.payments.http.url");
      rest.post("/orders/" + order + "/cancel", null).expect(202);
      awaitPayment(rest, order, "VOIDED");
    }
  }

  private PackagedService.Builder at(int port, Sandbox sandbox, String protocol) {
    PackagedService.Builder builder =
        PackagedService.on(stack)
            .at(port)
            .with("lockstep.payments.call-timeout", "2s")
            .with("lockstep.payments.call-retry", "200ms")
            .with("lockstep.payments.call-retry-max", "2s")
            .with("lockstep.payments.rest-after-failures", "1s")
            .with("lockstep.payments.sweep-every", "500ms");
    Map<String, String> settings =
        protocol.equals("stripe") ? sandbox.settingsOfStripe() : sandbox.settingsOfHttp();
    settings.forEach(builder::withVariable);
    return builder;
  }

  /** Places the orders between two kills; the first is accepted, and the others are under way. */
  private static CompletableFuture<Void> placingSome(Rest rest, String user, String sku) {
    placed(rest, user, sku);
    return CompletableFuture.runAsync(
        () -> {
          for (int done = 1; done < ORDERS / KILLS; done += IN_FLIGHT) {
            Stream.generate(() -> rest.callLater("POST", "/orders", anOrder(user, sku)))
                .limit(Math.min(IN_FLIGHT, ORDERS / KILLS - done))
                .toList()
                .forEach(answer -> answer.join().expect(201));
          }
        });
  }

  private static Map<String, Object> anOrder(String user, String sku) {
    Map<String, Object> order = new HashMap<>(anOrderOf(user, sku, 1));
    order.put("paymentMethod", "pm_card_visa");
    return order;
  }

  private static String placed(Rest rest, String user, String sku) {
    return rest.post("/orders", anOrder(user, sku)).expect(201).json().path("id").asText();
  }

  private static boolean isAnyOpen(Rest rest, String user) {
    return count(rest, user, "PENDING") + count(rest, user, "PAID") > 0;
  }

  private static boolean isSettled(Rest rest, String provider) {
    return Stream.of("REQUESTED", "UNKNOWN", "AUTHORISED", "REFUND_PENDING")
        .map(status -> rest.get("/payments?limit=100&status=" + status).expect(200).json())
        .noneMatch(page -> page.path("data").findValuesAsText("provider").contains(provider));
  }

  private static void assertBooksAgree(Rest rest, Sandbox sandbox, String user) {
    int confirmed = count(rest, user, "CONFIRMED");
    JsonNode books = sandbox.books();
    assertThat(count(rest, user, "CONFIRMED") + count(rest, user, "CANCELLED")).isEqualTo(ORDERS);
    assertThat(confirmed).as("confirmed orders, books: %s", books).isPositive();
    assertThat(books.path("captured").path("count").asInt()).as("%s", books).isEqualTo(confirmed);
    assertThat(books.path("captured").path("amount").path("EUR").asLong())
        .as("%s", books)
        .isEqualTo((long) confirmed * PRICE);
    assertThat(books.path("doubled").asInt()).as("%s", books).isZero();
    Awaitility.await("the audit holds")
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              JsonNode audit = rest.get("/audit").expect(200).json();
              assertThat(audit.path("ok").asBoolean()).as("%s", audit).isTrue();
            });
  }

  private static int count(Rest rest, String user, String status) {
    int count = 0;
    String next = "";
    do {
      JsonNode page =
          rest.get("/orders?limit=100&userId=" + user + "&status=" + status + next)
              .expect(200)
              .json();
      count += page.path("data").size();
      next = page.path("hasMore").asBoolean() ? "&after=" + page.path("next").asText() : null;
    } while (next != null);
    return count;
  }

  private static void awaitPayment(Rest rest, String order, String status) {
    Awaitility.await("the payment of " + order + " is " + status)
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(rest.get("/orders/" + order + "/payment").json().path("status").asText())
                    .isEqualTo(status));
  }

  private static List<String> history(Rest rest, String order) {
    List<String> statuses = new ArrayList<>();
    rest.get("/orders/" + order + "/payment")
        .expect(200)
        .json()
        .path("history")
        .forEach(entry -> statuses.add(entry.path("status").asText()));
    return statuses;
  }

  private static String address(int port) {
    return "http://127.0.0.1:" + port;
  }
}
