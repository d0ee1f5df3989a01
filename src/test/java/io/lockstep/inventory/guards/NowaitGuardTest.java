package io.lockstep.inventory.guards;

import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.stockIs;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.lockstep.inventory.stock.StockFixture;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

@QuarkusTest
class NowaitGuardTest extends StockGuardContract {
  private static final String BODY = "{\"quantity\": 1, \"guard\": \"row-lock-nowait\"}";

  @Inject NowaitGuard guard;
  @Inject AgroalDataSource jdbc;

  @Override
  StockGuard guard() {
    return guard;
  }

  @Test
  void refusesAtOnceWhileAnotherConnectionHoldsTheRow() throws SQLException {
    String sku = aSkuWith(5);
    try (Connection holder = jdbc.getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("SELECT sku FROM stock WHERE sku = '" + sku + "' FOR UPDATE");
      StockFixture.reserve(sku, BODY)
          .statusCode(409)
          .contentType("application/problem+json")
          .header("Retry-After", "1")
          .body("type", is("/problems/stock-busy"));
      holder.rollback();
    }
    StockFixture.reserve(sku, BODY).statusCode(201);
    stockIs(sku, 5, 1);
  }

  @Test
  void aBusyRefusalIsNotKeptUnderTheKey() throws SQLException {
    String sku = aSkuWith(5);
    try (Connection holder = jdbc.getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("UPDATE stock SET version = version + 1 WHERE sku = '" + sku + "'");
      reserveUnderKey(sku).statusCode(409).body("type", is("/problems/stock-busy"));
      holder.rollback();
    }
    reserveUnderKey(sku).statusCode(201).header("Idempotent-Replayed", nullValue());
    reserveUnderKey(sku).statusCode(201).header("Idempotent-Replayed", "true");
    stockIs(sku, 5, 1);
  }

  @Test
  void anotherRowIsNotBusy() throws SQLException {
    String held = aSkuWith(5);
    String free = aSkuWith(5);
    try (Connection holder = jdbc.getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("SELECT sku FROM stock WHERE sku = '" + held + "' FOR UPDATE");
      StockFixture.reserve(free, BODY).statusCode(201);
      holder.rollback();
    }
  }

  private static ValidatableResponse reserveUnderKey(String sku) {
    return given()
        .header("Idempotency-Key", "nowait-" + sku)
        .contentType(ContentType.JSON)
        .body(BODY)
        .post("/stock/" + sku + "/reservations")
        .then();
  }
}
