package io.lockstep;

import static io.lockstep.testing.OrderFixture.anOrderOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The packaged service dies while it reprices: what is left goes on, and nothing is done twice. */
class RepricingIT {
  private static final int PRODUCTS = 5_000;
  private static final int BATCH = 20;
  private static final int ORDERS = 40;
  private static final long PRICE = 1_000;
  private static final long RAISED = 1_100;
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final Stack stack = Stack.current();
  private final String category = "repriced-" + UUID.randomUUID();

  @Test
  void adjustsEachOfFiveThousandPricesOnceThoughItIsKilledHalfWay() throws SQLException {
    String job;
    String user;
    try (PackagedService first = PackagedService.start()) {
      insertProducts();
      Rest rest = first.rest();
      user = OrderFixture.through(rest).aRichUser();
      rest.post("/stock/" + sku(0) + "/receipts", Map.of("quantity", ORDERS)).expect(200);
      job =
          rest.post(
                  "/price-adjustments",
                  Map.of("category", category, "percent", 10, "batchSize", BATCH))
              .expect(202)
              .json()
              .path("id")
              .asText();
      List<CompletableFuture<Rest.Answer>> orders =
          IntStream.range(0, ORDERS)
              .mapToObj(i -> rest.callLater("POST", "/orders", anOrderOf(user, sku(0), 1)))
              .toList();
      Awaitility.await("some are adjusted")
          .atMost(TIMEOUT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> adjusted(rest, job) > 0);
      first.kill9();
      orders.forEach(order -> order.exceptionally(gone -> null).join());
    }
    int halfWay = countAt(RAISED);
    assertThat(halfWay).isPositive().isLessThan(PRODUCTS);
    assertThat(halfWay % BATCH).isZero();
    try (PackagedService second = PackagedService.start()) {
      assertCompletes(second.rest(), job);
      assertThat(countAt(RAISED)).isEqualTo(PRODUCTS);
      assertOrdersAreFinal(second.rest(), user);
    }
  }

  private static void assertCompletes(Rest rest, String job) {
    JsonNode done =
        Awaitility.await("the adjustment goes on")
            .atMost(TIMEOUT)
            .until(
                () -> rest.get("/price-adjustments/" + job).expect(200).json(),
                found -> found.path("status").asText().equals("COMPLETED"));
    assertThat(done.path("total").asInt()).isEqualTo(PRODUCTS);
    assertThat(done.path("adjusted").asInt()).isEqualTo(PRODUCTS);
  }

  /** Each at one of the two prices, whatever the moment in which it came. */
  private static void assertOrdersAreFinal(Rest rest, String user) {
    Awaitility.await("all orders are final")
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(rest.get("/orders?limit=100&userId=" + user).json().path("data"))
                    .allMatch(OrderFixture::isFinal)
                    .allMatch(
                        order ->
                            List.of(PRICE, RAISED)
                                .contains(order.path("total").path("amount").asLong())));
    Awaitility.await("the audit holds")
        .atMost(TIMEOUT)
        .until(() -> rest.get("/audit").json().path("ok").asBoolean());
  }

  private static int adjusted(Rest rest, String job) {
    return rest.get("/price-adjustments/" + job).expect(200).json().path("adjusted").asInt();
  }

  private String sku(int number) {
    return category.substring(0, 20) + "-" + number;
  }

  private void insertProducts() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO products (sku, name, category, price, currency, version, created_at,"
                    + " updated_at) VALUES (?, 'p', ?, ?, 'EUR', 1, NOW(6), NOW(6))")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < PRODUCTS; i++) {
        insert.setString(1, sku(i));
        insert.setString(2, category);
        insert.setLong(3, PRICE);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  private int countAt(long price) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement count =
            connection.prepareStatement(
                "SELECT COUNT(*) FROM products WHERE category = ? AND price = ?")) {
      count.setString(1, category);
      count.setLong(2, price);
      try (ResultSet counted = count.executeQuery()) {
        counted.next();
        return counted.getInt(1);
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
        stack.setting("QUARKUS_DATASOURCE_USERNAME"),
        stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
  }
}
