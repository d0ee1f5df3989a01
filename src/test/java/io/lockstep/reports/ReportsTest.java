package io.lockstep.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ReportsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Inject AgroalDataSource jdbc;

  private final Rest rest = Rest.ofTest();
  private final String user = "report-" + UUID.randomUUID();

  /** A day of long ago that no other test uses. */
  private final LocalDate day =
      LocalDate.of(1971, 1, 1).plusDays(ThreadLocalRandom.current().nextInt(15_000));

  @BeforeEach
  @AfterEach
  void removeOrders() throws SQLException {
    try (Connection connection = jdbc.getConnection();
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM orders WHERE created_at < '2020-01-01' AND user_id LIKE 'report-%'")) {
      delete.execute();
    }
  }

  @Test
  void countsAndSumsAPeriodByStatusAndDay() throws SQLException {
    anOrder(day + " 00:00:00", "CONFIRMED", 1000, "EUR");
    anOrder(day + " 23:59:59.999999", "CONFIRMED", 200, "EUR");
    anOrder(day + " 12:00:00", "CANCELLED", 50, "EUR");
    anOrder(day.plusDays(1) + " 12:00:00", "PAID", 7, "EUR");
    anOrder(day.plusDays(1) + " 13:00:00", "CONFIRMED", 30, "EUR");
    anOrder(day.plusDays(2) + " 00:00:00", "CONFIRMED", 9999, "EUR");
    JsonNode report = report("from=" + day + "&to=" + day.plusDays(1));
    assertThat(report.toString())
        .isEqualTo(
            """
            {"count":5,"revenue":{"amount":1230,"currency":"EUR"},"byStatus":{\
            "PENDING":{"count":0,"revenue":{"amount":0,"currency":"EUR"}},\
            "PAID":{"count":1,"revenue":{"amount":0,"currency":"EUR"}},\
            "CONFIRMED":{"count":3,"revenue":{"amount":1230,"currency":"EUR"}},\
            "CANCELLED":{"count":1,"revenue":{"amount":0,"currency":"EUR"}}},"byDay":{\
            "%s":{"count":3,"revenue":{"amount":1200,"currency":"EUR"}},\
            "%s":{"count":2,"revenue":{"amount":30,"currency":"EUR"}}}}"""
                .formatted(day, day.plusDays(1)));
  }

  @Test
  void takesTimesAsWellAsDates() throws SQLException {
    anOrder(day + " 10:00:00", "CONFIRMED", 1, "EUR");
    anOrder(day + " 11:00:00", "CONFIRMED", 2, "EUR");
    String tenToEleven = "from=" + day + "T10:00:00Z&to=" + day + "T12:00:00%2B01:00";
    assertThat(report(tenToEleven).path("count").asInt()).as("the end is not in it").isEqualTo(1);
    String nothing = "from=" + day + "T10:00:00Z&to=" + day + "T10:00:00Z";
    assertThat(report(nothing).path("count").asInt()).isZero();
  }

  @Test
  void givesTheRevenueOfOneCurrencyAndNamesTheOthers() throws SQLException {
    String period = "from=" + day + "&to=" + day;
    anOrder(day + " 10:00:00", "CONFIRMED", 5, "USD");
    assertThat(report(period).path("revenue").toString())
        .as("the only one")
        .isEqualTo("{\"amount\":5,\"currency\":\"USD\"}");
    anOrder(day + " 10:00:00", "CONFIRMED", 7, "EUR");
    JsonNode both = report(period);
    assertThat(both.path("count").asInt()).isEqualTo(2);
    assertThat(both.path("revenue").toString()).isEqualTo("{\"amount\":7,\"currency\":\"EUR\"}");
    assertThat(both.path("otherRevenue").toString())
        .isEqualTo("[{\"amount\":5,\"currency\":\"USD\"}]");
    assertThat(report(period + "&currency=USD").at("/byStatus/CONFIRMED/revenue/amount").asInt())
        .isEqualTo(5);
    assertSumsAgree(both);
  }

  @Test
  void refusesARevenueThatIsTooLarge() throws SQLException {
    anOrder(day + " 10:00:00", "CONFIRMED", 999_999_999_999_999L, "EUR");
    anOrder(day + " 10:00:00", "CONFIRMED", 1, "EUR");
    assertThat(rest.get("/reports/orders?from=" + day + "&to=" + day).expect(422).problem())
        .isEqualTo("revenue-overflow");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=2026-02-02&to=2026-02-01",
        "from=2026-02-01T10:00:01Z&to=2026-02-01T10:00:00Z",
        "from=2025-01-01&to=2026-01-03",
        "from=2026-02-30&to=2026-03-01",
        "from=yesterday",
        "to=",
        "from=2026-02-01T10:00:00&to=2026-02-02",
        "from=1969-12-31&to=1970-01-01",
        "from=%2B999999-01-01&to=%2B999999-01-01",
        "isolation=SNAPSHOT",
        "isolation=read_committed",
        "isolation=",
        "lock=exclusive",
        "lock=",
        "currency=XYZ",
      })
  void refusesAMalformedQuery(String query) {
    assertThat(rest.get("/reports/orders?" + query).expect(400).problem())
        .isEqualTo("invalid-request");
  }

  @Test
  void takesAPeriodOf366Days() {
    report("from=2025-01-01&to=2026-01-02");
    report("");
  }

  @ParameterizedTest
  @CsvSource({
    "READ_UNCOMMITTED,1",
    "READ_COMMITTED,0",
    "REPEATABLE_READ,0",
  })
  void seesWhatItsIsolationLevelLetsItSee(String isolation, int expected) throws SQLException {
    try (Connection other = jdbc.getConnection()) {
      other.setAutoCommit(false);
      insert(other, day + " 10:00:00", "CONFIRMED", 5, "EUR");
      JsonNode report = report("from=" + day + "&to=" + day + "&isolation=" + isolation);
      other.rollback();
      assertThat(report.path("count").asInt()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"isolation=SERIALIZABLE", "lock=share", "isolation=READ_UNCOMMITTED&lock=share"})
  void waitsForOrdersThatAreChangingIfItLocks(String how) throws SQLException {
    anOrder(day + " 10:00:00", "CONFIRMED", 5, "EUR");
    String query = "/reports/orders?from=" + day + "&to=" + day + "&" + how;
    try (Connection other = jdbc.getConnection()) {
      other.setAutoCommit(false);
      other
          .createStatement()
          .execute("UPDATE orders SET amount = 6 WHERE user_id = '" + user + "'");
      CompletableFuture<Rest.Answer> waiting = rest.callLater("GET", query, null);
      await().atMost(TIMEOUT).until(() -> isSomebodyWaitingOnAnOrder());
      assertThat(waiting).isNotDone();
      other.commit();
      assertThat(waiting.join().expect(200).json().at("/revenue/amount").asInt()).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "READ_UNCOMMITTED,none",
    "READ_COMMITTED,none",
    "REPEATABLE_READ,none",
    "SERIALIZABLE,none",
    "READ_COMMITTED,share",
  })
  void sumsAgreeWhileOrdersChange(String isolation, String lock) {
    OrderFixture given = OrderFixture.through(rest);
    String sku = given.aProductWithStock(60);
    String buyer = given.aRichUser();
    List<CompletableFuture<Rest.Answer>> orders = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      orders.add(rest.callLater("POST", "/orders", OrderFixture.anOrderOf(buyer, sku, 1)));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(orders.toArray(CompletableFuture<?>[]::new));
    String query = "from=" + LocalDate.now(java.time.ZoneOffset.UTC).minusDays(1);
    do {
      assertSumsAgree(report(query + "&isolation=" + isolation + "&lock=" + lock));
    } while (!all.isDone());
    orders.forEach(order -> order.join().expect(201));
  }

  private static void assertSumsAgree(JsonNode report) {
    for (String groups : List.of("byStatus", "byDay")) {
      assertThat(sum(report.path(groups), "/count"))
          .as(groups)
          .isEqualTo(report.path("count").asLong());
      assertThat(sum(report.path(groups), "/revenue/amount"))
          .as(groups)
          .isEqualTo(report.at("/revenue/amount").asLong());
    }
  }

  private static long sum(JsonNode groups, String figure) {
    return StreamSupport.stream(groups.spliterator(), false)
        .mapToLong(group -> group.at(figure).asLong())
        .sum();
  }

  private boolean isSomebodyWaitingOnAnOrder() {
    return StreamSupport.stream(rest.get("/row-locks").json().path("data").spliterator(), false)
        .anyMatch(
            lock ->
                lock.path("table").asText().equals("orders")
                    && lock.path("state").asText().equals("WAITING"));
  }

  private JsonNode report(String query) {
    return rest.get("/reports/orders?" + query).expect(200).json();
  }

  private void anOrder(String at, String status, long amount, String currency) throws SQLException {
    try (Connection connection = jdbc.getConnection()) {
      insert(connection, at, status, amount, currency);
    }
  }

  private void insert(Connection in, String at, String status, long amount, String currency)
      throws SQLException {
    try (PreparedStatement insert =
        in.prepareStatement(
            """
            INSERT INTO orders (id, user_id, status, amount, currency, items, version, created_at,
                                updated_at)
            VALUES (?, ?, ?, ?, ?, '[]', 1, ?, ?)
            """)) {
      insert.setString(1, UUID.randomUUID().toString());
      insert.setString(2, user);
      insert.setString(3, status);
      insert.setLong(4, amount);
      insert.setString(5, currency);
      insert.setString(6, at);
      insert.setString(7, at);
      insert.execute();
    }
  }
}
