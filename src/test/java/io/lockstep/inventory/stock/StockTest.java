package io.lockstep.inventory.stock;

import static io.lockstep.inventory.stock.StockFixture.aProduct;
import static io.lockstep.inventory.stock.StockFixture.aSku;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.post;
import static io.lockstep.inventory.stock.StockFixture.receive;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.lockstep.sql.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StockTest {
  @Inject Transactions transactions;

  @Test
  void aReceiptMakesStock() {
    String sku = aProduct();
    receive(sku, 7)
        .statusCode(200)
        .header("ETag", "\"1\"")
        .body("sku", is(sku))
        .body("onHand", is(7))
        .body("reserved", is(0))
        .body("available", is(7))
        .body("version", is(1));
  }

  @Test
  void aReceiptOfWhatTheCatalogueDoesNotKnowIsRefused() {
    String sku = aSku();
    receive(sku, 7)
        .statusCode(404)
        .contentType("application/problem+json")
        .body("type", is("/problems/not-found"));
    given().get("/stock/" + sku).then().statusCode(404);
  }

  @Test
  void receiptsAddUp() {
    String sku = aSkuWith(7);
    receive(sku, 1_000_000_000).statusCode(200).body("onHand", is(1_000_000_007));
    given().get("/stock/" + sku).then().header("ETag", "\"2\"").body("version", is(2));
  }

  @Test
  void concurrentReceiptsOfANewSkuAllCount() {
    String sku = aProduct();
    List<CompletableFuture<Void>> receipts =
        IntStream.range(0, 20)
            .mapToObj(i -> CompletableFuture.runAsync(() -> receive(sku, 3).statusCode(200)))
            .toList();
    receipts.forEach(CompletableFuture::join);
    StockFixture.stockIs(sku, 60, 0);
  }

  @Test
  void stockFitsInFifteenDigits() {
    String sku = aSkuWith(5);
    setOnHand(sku, ReceivingStock.LARGEST - 4);
    receive(sku, 5)
        .statusCode(422)
        .contentType("application/problem+json")
        .body("type", is("/problems/stock-too-large"));
    receive(sku, 4).statusCode(200).body("onHand", is(ReceivingStock.LARGEST));
    setOnHand(sku, 9);
  }

  @Test
  void aReceiptIsRepeatableUnderItsKey() {
    String sku = aProduct();
    String key = "receipt-" + sku;
    for (int i = 0; i < 3; i++) {
      given()
          .header("Idempotency-Key", key)
          .contentType(ContentType.JSON)
          .body("{\"quantity\": 4}")
          .post("/stock/" + sku + "/receipts")
          .then()
          .statusCode(200)
          .header("ETag", "\"1\"")
          .body("onHand", is(4));
    }
    given()
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body("{\"quantity\": 5}")
        .post("/stock/" + sku + "/receipts")
        .then()
        .statusCode(422)
        .body("type", is("/problems/idempotency-key-reused"));
  }

  @Test
  void aReceiptForAnotherVersionIsRefused() {
    String sku = aSkuWith(1);
    given()
        .header("If-Match", "\"7\"")
        .contentType(ContentType.JSON)
        .body("{\"quantity\": 5}")
        .post("/stock/" + sku + "/receipts")
        .then()
        .statusCode(412);
    StockFixture.stockIs(sku, 1, 0);
  }

  @Test
  void aSkuThatNobodyKnowsIsNotFound() {
    given()
        .get("/stock/" + aSku())
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("type", is("/problems/not-found"));
    StockFixture.reserve(aSku(), "{\"quantity\": 1}").statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"row-lock", "row-lock-nowait", "conditional-update", "group-commit"})
  void aProductThatNeverCameInHasNothing(String guard) {
    String sku = aProduct();
    StockFixture.stockIs(sku, 0, 0);
    StockFixture.reserve(sku, "{\"quantity\": 1, \"guard\": \"" + guard + "\"}")
        .statusCode(409)
        .body("type", is("/problems/out-of-stock"))
        .body("available", is(0));
    StockFixture.reserve(aSku(), "{\"quantity\": 1, \"guard\": \"" + guard + "\"}").statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{}",
        "not json",
        "{\"quantity\": null}",
        "{\"quantity\": 0}",
        "{\"quantity\": -1}",
        "{\"quantity\": 1.5}",
        "{\"quantity\": \"5\"}",
        "{\"quantity\": true}",
        "{\"quantity\": [1]}",
        "{\"quantity\": 1000000001}",
        "{\"quantity\": 99999999999999999999999}",
        "{\"quantity\": 1e400}",
        "{\"quantity\": 1, \"quantity\": 2}",
        "{\"quantity\": 1, \"more\": 2}",
        "{\"quantity\": 1} trailing"
      })
  void aWrongReceiptIsRefused(String body) {
    String sku = aSku();
    post("/stock/" + sku + "/receipts", body)
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", is("/problems/invalid-request"));
    given().get("/stock/" + sku).then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"quantity\": 0}",
        "{\"quantity\": -3}",
        "{\"quantity\": \"1\"}",
        "{\"quantity\": 1.0e0}",
        "{\"quantity\": 1000001}",
        "{\"quantity\": 123456789012345678901234567890}",
        "{\"quantity\": 1, \"ttlSeconds\": 0}",
        "{\"quantity\": 1, \"ttlSeconds\": -1}",
        "{\"quantity\": 1, \"ttlSeconds\": 86401}",
        "{\"quantity\": 1, \"ttlSeconds\": \"60\"}",
        "{\"quantity\": 1, \"ttlSeconds\": 1.5}",
        "{\"quantity\": 1, \"guard\": \"hope\"}",
        "{\"quantity\": 1, \"guard\": \"\"}",
        "{\"quantity\": 1, \"guard\": 1}",
        "{\"quantity\": 1, \"reference\": 1}",
        "{\"quantity\": 1, \"reference\": [\"a\"]}",
        "{\"quantity\": 1, \"sku\": \"b\"}"
      })
  void aWrongReservationIsRefused(String body) {
    String sku = aSkuWith(5);
    StockFixture.reserve(sku, body)
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", is("/problems/invalid-request"))
        .body("errors", not(hasItem((Object) null)));
    StockFixture.stockIs(sku, 5, 0);
  }

  @Test
  void aReferenceMayHave255CharactersAndNoMore() {
    String sku = aSkuWith(5);
    String longest = "ü€😀'\\\"\\\\" + "x".repeat(249);
    StockFixture.reserve(sku, "{\"quantity\": 1, \"reference\": \"" + longest + "\"}")
        .statusCode(201);
    StockFixture.reserve(sku, "{\"quantity\": 1, \"reference\": \"" + "x".repeat(256) + "\"}")
        .statusCode(400)
        .body("errors.field", hasItem("reference"));
  }

  @Test
  void theWrongMemberIsNamed() {
    StockFixture.reserve(aSku(), "{\"quantity\": 0}")
        .statusCode(400)
        .body("errors.field", hasItem("quantity"));
    StockFixture.reserve(aSku(), "{\"quantity\": 1, \"guard\": \"hope\"}")
        .statusCode(400)
        .body("errors.field", hasItem("guard"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%20b", "a%2Fb", "%C3%BC", "a,b", "%25"})
  void anOddSkuIsRefusedWhenWritingAndNotFoundWhenReading(String sku) {
    given().urlEncodingEnabled(false).get("/stock/" + sku).then().statusCode(404);
    given()
        .urlEncodingEnabled(false)
        .contentType(ContentType.JSON)
        .body("{\"quantity\": 1}")
        .post("/stock/" + sku + "/receipts")
        .then()
        .statusCode(400);
    given()
        .urlEncodingEnabled(false)
        .contentType(ContentType.JSON)
        .body("{\"quantity\": 1}")
        .post("/stock/" + sku + "/reservations")
        .then()
        .statusCode(400);
  }

  @Test
  void aTooLongSkuIsRefusedWhenWritingAndNotFoundWhenReading() {
    String sku = "x".repeat(65);
    given().get("/stock/" + sku).then().statusCode(404);
    receive(sku, 1).statusCode(400).body("errors.field", hasItem("sku"));
  }

  @Test
  void skusAreComparedByteByByte() {
    String sku = aSkuWith(5);
    given().get("/stock/" + sku.toUpperCase(java.util.Locale.ROOT)).then().statusCode(404);
  }

  @Test
  void otherMediaTypesAreRefused() {
    given()
        .contentType(ContentType.XML)
        .body("<quantity>1</quantity>")
        .post("/stock/" + aSku() + "/receipts")
        .then()
        .statusCode(415)
        .contentType("application/problem+json");
    given().delete("/stock/" + aSku()).then().statusCode(405);
  }

  /** The receipt that it takes, too, so that the audit still agrees. */
  private void setOnHand(String sku, long units) {
    write("UPDATE stock SET on_hand = " + units + " WHERE sku = '" + sku + "'");
    write("DELETE FROM stock_receipts WHERE sku = '" + sku + "'");
    write(
        "INSERT INTO stock_receipts (id, sku, quantity, created_at) VALUES (UUID(), '"
            + sku
            + "', "
            + units
            + ", UTC_TIMESTAMP(6))");
  }

  private void write(String sql) {
    Uni<Integer> written = transactions.run("test", tx -> tx.update(sql));
    written.await().atMost(Duration.ofSeconds(30));
  }
}
