package io.lockstep.inventory.stock;

import static io.lockstep.inventory.stock.StockFixture.aProduct;
import static io.lockstep.inventory.stock.StockFixture.aReservationOf;
import static io.lockstep.inventory.stock.StockFixture.aSku;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.end;
import static io.lockstep.inventory.stock.StockFixture.stockIs;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdjustingStockTest {
  private final Rest rest = Rest.ofTest();

  @Test
  void addsAndTakesAwayAndAnswersTheStock() {
    String sku = aSkuWith(10);
    aReservationOf(sku, 2);
    JsonNode stock = adjust(sku, -3, "damage").expect(200).json();
    assertThat(stock).isEqualTo(rest.get("/stock/" + sku).expect(200).json());
    stockIs(sku, 7, 2);
    assertThat(adjust(sku, 5, "found").expect(200).header("ETag")).isEqualTo("\"4\"");
    stockIs(sku, 12, 2);
    adjust(sku, -10, "loss").expect(200);
    stockIs(sku, 2, 2);
    auditAgrees();
  }

  @Test
  void refusesToTakeAwayWhatIsReserved() {
    String sku = aSkuWith(10);
    String reservation = aReservationOf(sku, 8);
    Rest.Answer refused = adjust(sku, -3, "count").expect(409);
    assertThat(refused.problem()).isEqualTo("stock-in-use");
    stockIs(sku, 10, 8);
    end(reservation, "release").statusCode(200);
    adjust(sku, -10, "count").expect(200);
    assertThat(adjust(sku, -1, "count").expect(409).problem()).isEqualTo("stock-in-use");
    auditAgrees();
  }

  @Test
  void countsAProductThatNeverCameIn() {
    String sku = aProduct();
    assertThat(adjust(sku, -1, "loss").expect(409).problem()).isEqualTo("stock-in-use");
    adjust(sku, 4, "count").expect(200);
    stockIs(sku, 4, 0);
    auditAgrees();
  }

  @Test
  void doesNotFindWhatTheCatalogueDoesNotKnow() {
    String sku = aSku();
    assertThat(adjust(sku, 1, "found").expect(404).problem()).isEqualTo("not-found");
    assertThat(rest.post("/stock/" + sku + "/receipts", Map.of("quantity", 1)).status())
        .isEqualTo(404);
    rest.get("/stock/" + sku).expect(404);
  }

  @Test
  void refusesWhatIsNoAdjustment() {
    String sku = aSkuWith(1);
    List<String> wrong =
        List.of(
            "{}",
            "{\"quantity\": 1}",
            "{\"kind\": \"found\"}",
            "{\"quantity\": 0, \"kind\": \"found\"}",
            "{\"quantity\": 1, \"kind\": \"FOUND\"}",
            "{\"quantity\": 1, \"kind\": \"theft\"}",
            "{\"quantity\": 1.5, \"kind\": \"found\"}",
            "{\"quantity\": 1000000001, \"kind\": \"found\"}",
            "{\"quantity\": -1000000001, \"kind\": \"loss\"}",
            "{\"quantity\": 1, \"kind\": \"found\", \"colour\": 1}",
            "{\"quantity\": 1, \"kind\": \"found\", \"note\": \"%s\"}".formatted("n".repeat(501)));
    for (String body : wrong) {
      assertThat(rest.post(path(sku), body).status()).as(body).isEqualTo(400);
    }
    rest.post(path("no sku".replace(' ', '*')), "{\"quantity\": 1, \"kind\": \"found\"}")
        .expect(400);
    stockIs(sku, 1, 0);
  }

  @Test
  void refusesMoreThanFifteenDigits() {
    String sku = aSkuWith(1);
    Tables.of(Stack.current())
        .run("UPDATE stock SET on_hand = 999999999999999 WHERE sku = '" + sku + "'");
    try {
      assertThat(adjust(sku, 1, "found").expect(422).problem()).isEqualTo("stock-too-large");
    } finally {
      Tables.of(Stack.current()).run("UPDATE stock SET on_hand = 1 WHERE sku = '" + sku + "'");
    }
  }

  @Test
  void happensOnceUnderAKey() {
    String sku = aSkuWith(5);
    String key = UUID.randomUUID().toString();
    Map<String, Object> body = Map.of("quantity", -1, "kind", "loss", "note", "é 😀");
    Rest.Answer first = rest.post(path(sku), body, "Idempotency-Key", key).expect(200);
    Rest.Answer second = rest.post(path(sku), body, "Idempotency-Key", key).expect(200);
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    stockIs(sku, 4, 0);
  }

  @Test
  void happensOnlyToTheVersionThatIsMeant() {
    String sku = aSkuWith(5);
    Map<String, Object> body = Map.of("quantity", 1, "kind", "found");
    assertThat(rest.post(path(sku), body, "If-Match", "\"7\"").status()).isEqualTo(412);
    rest.post(path(sku), body, "If-Match", "\"1\"").expect(200);
    assertThat(rest.post(path(sku), body, "If-Match", "nonsense").status()).isEqualTo(400);
    stockIs(sku, 6, 0);
  }

  @Test
  void neverTakesAwayWhatOthersReserveAtTheSameTime() {
    String sku = aSkuWith(20);
    List<CompletableFuture<Rest.Answer>> all =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? later("/stock/" + sku + "/reservations", Map.of("quantity", 1))
                        : later(path(sku), Map.of("quantity", -1, "kind", "loss")))
            .toList();
    Map<Integer, Integer> byStatus = new HashMap<>();
    all.forEach(answer -> byStatus.merge(answer.join().status(), 1, Integer::sum));
    assertThat(byStatus.keySet()).isSubsetOf(200, 201, 409);
    stockIs(sku, byStatus.get(201), byStatus.get(201));
    assertThat(byStatus.get(200) + byStatus.get(201)).isEqualTo(20);
    auditAgrees();
  }

  private CompletableFuture<Rest.Answer> later(String path, Object body) {
    return rest.callLater("POST", path, body);
  }

  private Rest.Answer adjust(String sku, long quantity, String kind) {
    return rest.post(path(sku), Map.of("quantity", quantity, "kind", kind));
  }

  private static String path(String sku) {
    return "/stock/" + sku + "/adjustments";
  }

  private void auditAgrees() {
    for (JsonNode check : rest.get("/audit").expect(200).json().path("checks")) {
      if (check.path("name").asText().equals("stock-agrees")) {
        assertThat(check.path("ok").asBoolean()).as(check.toString()).isTrue();
      }
    }
  }
}
