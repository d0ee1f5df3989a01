package io.lockstep.inventory.stock;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;

import io.lockstep.inventory.reservations.ReservationStatus;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;

/** Stock as callers make it and look at it. */
public final class StockFixture {
  private StockFixture() {}

  /** A SKU that nobody has heard of. */
  public static String aSku() {
    return "sku-" + UUID.randomUUID();
  }

  /** The SKU of a product that never came in. */
  static String aProduct() {
    String sku = aSku();
    given()
        .contentType(ContentType.JSON)
        .body(
            """
            {"name": "A product", "category": "test", "unitPrice": {"amount": 1, "currency": "EUR"}}
            """)
        .put("/products/" + sku)
        .then()
        .statusCode(201);
    return sku;
  }

  public static String aSkuWith(long units) {
    String sku = aProduct();
    receive(sku, units).statusCode(200);
    return sku;
  }

  public static ValidatableResponse receive(String sku, long units) {
    return post("/stock/" + sku + "/receipts", "{\"quantity\": " + units + "}");
  }

  public static ValidatableResponse reserve(String sku, String body) {
    return post("/stock/" + sku + "/reservations", body);
  }

  /** The id of a fresh reservation. */
  public static String aReservationOf(String sku, long units) {
    return reserve(sku, "{\"quantity\": " + units + "}").statusCode(201).extract().path("id");
  }

  /** The id of a reservation that lapses in a second. */
  public static String aShortReservationOf(String sku, long units) {
    return reserve(sku, "{\"quantity\": " + units + ", \"ttlSeconds\": 1}")
        .statusCode(201)
        .extract()
        .path("id");
  }

  public static ValidatableResponse end(String id, String how) {
    return given().post("/reservations/" + id + "/" + how).then();
  }

  public static ValidatableResponse extend(String id, long seconds) {
    return post("/reservations/" + id + "/extend", "{\"ttlSeconds\": " + seconds + "}");
  }

  public static ValidatableResponse post(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post(path).then();
  }

  public static ValidatableResponse statusOf(String reservation, ReservationStatus status) {
    return given()
        .get("/reservations/" + reservation)
        .then()
        .statusCode(200)
        .body("status", is(status.name()));
  }

  public static void stockIs(String sku, long onHand, long reserved) {
    given()
        .get("/stock/" + sku)
        .then()
        .statusCode(200)
        .body("onHand", is((int) onHand))
        .body("reserved", is((int) reserved))
        .body("available", is((int) (onHand - reserved)));
  }
}
