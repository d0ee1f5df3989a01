package io.lockstep.inventory.stock;

import static io.lockstep.inventory.stock.StockFixture.aReservationOf;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.end;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.lockstep.sql.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StockAuditTest {
  private static final String AGREES = "checks.find { it.name == 'stock-agrees' }";
  private static final String NOT_NEGATIVE = "checks.find { it.name == 'stock-not-negative' }";

  @Inject Transactions transactions;

  @Test
  void holdsAfterEveryKindOfChange() {
    String sku = aSkuWith(10);
    end(aReservationOf(sku, 1), "commit").statusCode(200);
    end(aReservationOf(sku, 2), "release").statusCode(200);
    aReservationOf(sku, 3);
    audit()
        .body(AGREES + ".ok", is(true))
        .body(AGREES + ".detail", containsString("SKUs agree"))
        .body(NOT_NEGATIVE + ".ok", is(true));
  }

  @Test
  void namesTheSkuThatDiffersFromItsReceipts() {
    String sku = aSkuWith(10);
    write("UPDATE stock SET on_hand = 11 WHERE sku = ?", sku);
    audit()
        .body("ok", is(false))
        .body(AGREES + ".ok", is(false))
        .body(AGREES + ".detail", containsString(sku + ": on hand 11, received 10"));
    write("UPDATE stock SET on_hand = 10 WHERE sku = ?", sku);
    audit().body(AGREES + ".ok", is(true));
  }

  @Test
  void namesTheSkuThatPromisesWhatNobodyHolds() {
    String sku = aSkuWith(10);
    write("UPDATE stock SET reserved = 4 WHERE sku = ?", sku);
    audit()
        .body(AGREES + ".ok", is(false))
        .body(AGREES + ".detail", containsString("reserved 4, held 0"));
    write("UPDATE stock SET reserved = 0 WHERE sku = ?", sku);
  }

  @Test
  void namesTheSkuWhoseStockRowIsGone() {
    String sku = aSkuWith(10);
    write("DELETE FROM stock WHERE sku = ?", sku);
    audit().body(AGREES + ".ok", is(false)).body(AGREES + ".detail", containsString(sku));
    write("DELETE FROM stock_receipts WHERE sku = ?", sku);
  }

  private static ValidatableResponse audit() {
    return given().get("/audit").then().statusCode(200);
  }

  private void write(String sql, String sku) {
    Uni<Integer> written = transactions.run("test", tx -> tx.update(sql, sku));
    written.await().atMost(Duration.ofSeconds(30));
  }
}
