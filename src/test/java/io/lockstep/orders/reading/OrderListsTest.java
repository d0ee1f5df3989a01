package io.lockstep.orders.reading;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.orders.OrderStatus;
import io.lockstep.sql.tables.Select;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders by each filter, and by several. */
@QuarkusTest
class OrderListsTest {
  private static final String DIGITS =
      "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"
          + " UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8"
          + " UNION ALL SELECT 9)";

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);
  private final Tables tables = Tables.of(Stack.current());
  private final String planted = "planted-" + UUID.randomUUID();

  @AfterEach
  void takeThePlantedAway() {
    tables.run("DELETE FROM orders WHERE user_id = '" + planted + "'");
  }

  @Test
  void listsTheOrdersThatHaveASku() {
    String user = given.aRichUser();
    String sku = given.aProductWithStock(10);
    String first = given.aNewOrder(user, sku, 1);
    given.aNewOrder(user, given.aProduct(), 1);
    String last = given.aNewOrder(given.aRichUser(), sku, 1);

    assertThat(ids("sku=" + sku)).containsExactly(last, first);
    assertThat(ids("sku=" + sku + "&userId=" + user)).containsExactly(first);
    assertThat(ids("sku=never-sold")).isEmpty();
  }

  @Test
  void listsTheOrdersOfAPeriodFromItsBeginToBeforeItsEnd() {
    String user = given.aRichUser();
    String sku = given.aProduct();
    List<String> placed =
        IntStream.range(0, 5).mapToObj(i -> given.aNewOrder(user, sku, 1)).toList();
    List<Instant> times = placed.stream().map(this::createdAt).toList();

    String of = "userId=" + user;
    assertThat(ids(of + "&from=" + times.get(1) + "&to=" + times.get(3)))
        .containsExactly(placed.get(2), placed.get(1));
    assertThat(ids(of + "&from=" + times.get(3))).containsExactly(placed.get(4), placed.get(3));
    assertThat(ids(of + "&to=" + times.get(1))).containsExactly(placed.get(0));
    assertThat(ids("sku=" + sku + "&to=" + times.get(1))).containsExactly(placed.get(0));
    assertThat(ids("from=" + times.get(0) + "&to=" + times.get(1))).contains(placed.get(0));
    assertThat(ids(of + "&to=1970-01-01T00:00:00Z")).isEmpty();
    assertThat(ids(of + "&from=1970-01-01T00:00:00Z&to=9999-12-30T00:00:00Z")).hasSize(5);
    String later = times.get(2).toString().replace("Z", "%2B01:00");
    assertThat(ids(of + "&from=" + later)).hasSize(5);
  }

  @Test
  void findsAnExternalIdInAnyCombination() {
    String user = given.aRichUser();
    String sku = given.aProduct();
    String externalId = "no 1/" + UUID.randomUUID();
    Map<String, Object> body = new HashMap<>(OrderFixture.anOrderOf(user, sku, 1));
    body.put("externalId", externalId);
    JsonNode order = rest.post("/orders", body).expect(201).json();
    String id = order.path("id").asText();
    given.theFinal(id);
    String number = "externalId=" + URLEncoder.encode(externalId, StandardCharsets.UTF_8);

    String all = "&userId=%s&sku=%s&status=CANCELLED&from=%s".formatted(user, sku, createdAt(id));
    assertThat(ids(number)).containsExactly(id);
    assertThat(ids(number + all)).containsExactly(id);
    assertThat(ids(number + "&sku=" + sku)).containsExactly(id);
    assertThat(ids(number + "&status=PAID")).isEmpty();
    assertThat(ids(number + "&userId=" + given.aRichUser())).isEmpty();
    assertThat(ids(number + "%20")).isEmpty();
  }

  @Test
  void walksAllPagesOfACombination() {
    String user = given.aRichUser();
    String sku = given.aProductWithStock(100);
    List<String> placed =
        IntStream.range(0, 7).mapToObj(i -> given.aNewOrder(user, sku, 1)).toList();
    placed.forEach(given::theFinal);

    List<String> seen = walk("limit=3&status=CONFIRMED&sku=" + sku + "&userId=" + user);

    assertThat(seen)
        .hasSize(7)
        .containsExactlyInAnyOrderElementsOf(placed)
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  /** Of one user: 5,100 confirmed ones, and before them one that was cancelled. */
  @Test
  void looksAtFiveThousandOrdersForAPageAndSaysThatThereIsMore() {
    plant("CANCELLED", 0, 1);
    plant("CONFIRMED", 1, 5_101);

    String query = "userId=" + planted + "&status=CANCELLED";
    JsonNode first = rest.get("/orders?" + query).expect(200).json();
    JsonNode second =
        rest.get("/orders?" + query + "&after=" + first.path("next").asText()).expect(200).json();

    assertThat(first.path("data")).isEmpty();
    assertThat(first.path("hasMore").asBoolean()).isTrue();
    assertThat(second.path("data")).hasSize(1);
    assertThat(second.path("next").isNull()).isTrue();
  }

  private void plant(String status, int from, int to) {
    tables.run(
        """
        INSERT INTO orders (id, user_id, status, amount, currency, items, version, created_at,
                            updated_at)
        SELECT LOWER(CONCAT(LPAD(HEX(n), 8, '0'), '-%s-7000-8000-000000000000')), '%s', '%s', 1,
               'EUR', '[]', 3, '1970-06-01', '1970-06-01'
          FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n
                  FROM %5$s a, %5$s b, %5$s c, %5$s e) numbers
         WHERE n >= %4$d AND n < %6$d
        """
            .formatted(planted.substring(8, 12), planted, status, from, DIGITS, to));
  }

  @ParameterizedTest
  @CsvSource({
    "status=DONE, status",
    "status=, status",
    "userId=a%20b, userId",
    "sku=, sku",
    "sku=a%2Fb, sku",
    "externalId=, externalId",
    "from=yesterday, from",
    "from=2026-01-01, from",
    "from=, from",
    "to=2026-13-01T00:00:00Z, to",
    "to=2026-01-01T00:00:00, to",
    "to=1969-12-31T23:59:59Z, to",
    "from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z, from",
    "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, from",
    "skus=a, skus",
    "sku=a&sku=b, sku",
    "after=%25, after",
    "after=eA, after",
  })
  void namesTheParameterThatIsWrong(String query, String field) {
    JsonNode errors = rest.get("/orders?" + query).expect(400).json().path("errors");
    assertThat(errors.get(0).path("field").asText()).isEqualTo(field);
  }

  @Test
  void refusesAnExternalIdThatNoOrderCanHave() {
    rest.get("/orders?externalId=" + "x".repeat(65)).expect(400);
    rest.get("/orders?externalId=" + "%F0%9F%98%80".repeat(64)).expect(200);
    rest.get("/orders?externalId=%ED%A0%80").expect(400);
  }

  /** Whatever is asked, entries are found by an index, in its order, and rows by their keys. */
  @Test
  void readsAlongAnIndexWhateverIsAsked() throws SQLException {
    String user = given.aUserWithoutMoney();
    String sku = given.aProduct();
    Map<String, Object> body = new HashMap<>(OrderFixture.anOrderOf(user, sku, 1));
    body.put("externalId", "no-1");
    String id = rest.post("/orders", body).expect(201).json().path("id").asText();
    given.theFinal(id);

    for (OrderFilter filter : combinations(user, sku, createdAt(id))) {
      assertReadAlongAnIndex(OrderLists.orders(filter, "~", Optional.empty(), 21));
      assertReadAlongAnIndex(OrderLists.orders(filter, "~", Optional.of(id), 21));
      assertReadAlongAnIndex(OrderLists.lastCandidate(filter, "~", OrderLists.MOST_CANDIDATES));
    }
  }

  /** Of six filters, each given or not; all of them fit one order. */
  private static List<OrderFilter> combinations(String user, String sku, Instant at) {
    return IntStream.range(0, 1 << 6)
        .mapToObj(
            bits ->
                new OrderFilter(
                    (bits & 1) == 0 ? null : user,
                    (bits & 2) == 0 ? null : OrderStatus.CANCELLED,
                    (bits & 4) == 0 ? null : at.minusSeconds(60),
                    (bits & 8) == 0 ? null : at.plusSeconds(60),
                    (bits & 16) == 0 ? null : sku,
                    (bits & 32) == 0 ? null : "no-1"))
        .toList();
  }

  private static void assertReadAlongAnIndex(Select select) throws SQLException {
    assertThat(plan(select))
        .as(select.sql())
        .isNotEmpty()
        .allSatisfy(
            step -> {
              assertThat(step.type()).isIn("range", "ref", "eq_ref", "const");
              assertThat(step.key()).isNotNull();
              assertThat(step.extra()).doesNotContain("filesort", "temporary");
            });
  }

  @Test
  void readsOpenOrdersAlongTheirStatusSinceThereAreFew() throws SQLException {
    OrderFilter open = new OrderFilter("user", OrderStatus.PENDING, null, null, "sku", null);

    assertThat(plan(OrderLists.orders(open, "~", Optional.empty(), 21)).get(0).key())
        .isEqualTo("by_status");
  }

  private static List<Step> plan(Select select) throws SQLException {
    List<Step> steps = new ArrayList<>();
    try (Connection connection = Stack.current().connect();
        PreparedStatement explain =
            connection.prepareStatement("EXPLAIN FORMAT=TRADITIONAL " + select.sql())) {
      for (int i = 0; i < select.arguments().size(); i++) {
        explain.setObject(i + 1, select.arguments().get(i));
      }
      try (ResultSet rows = explain.executeQuery()) {
        while (rows.next()) {
          String extra = rows.getString("Extra");
          Step step =
              new Step(rows.getString("type"), rows.getString("key"), extra == null ? "" : extra);
          steps.add(step);
        }
      }
    }
    return steps;
  }

  private Instant createdAt(String id) {
    return Instant.parse(rest.get("/orders/" + id).expect(200).json().path("createdAt").asText());
  }

  private List<String> ids(String query) {
    return ids(rest.get("/orders?" + query).expect(200).json());
  }

  private static List<String> ids(JsonNode page) {
    return StreamSupport.stream(page.path("data").spliterator(), false)
        .map(order -> order.path("id").asText())
        .toList();
  }

  private List<String> walk(String query) {
    List<String> seen = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = rest.get("/orders?" + query + after).expect(200).json();
      seen.addAll(ids(page));
      after = page.path("hasMore").asBoolean() ? "&after=" + page.path("next").asText() : null;
    } while (after != null);
    return seen;
  }

  private record Step(String type, String key, String extra) {}
}
