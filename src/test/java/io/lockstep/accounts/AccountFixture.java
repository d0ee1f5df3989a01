package io.lockstep.accounts;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;

/** Accounts for tests, over REST. */
public final class AccountFixture {
  private AccountFixture() {}

  /** An id that no other test uses. */
  public static String anId() {
    return "a-" + UUID.randomUUID();
  }

  public static String anAccount(String currency) {
    String id = anId();
    put(id, currency).statusCode(201);
    return id;
  }

  public static String anAccountWith(long amount) {
    String id = anAccount("EUR");
    deposit(id, amount, "EUR").statusCode(201);
    return id;
  }

  static ValidatableResponse put(String id, String currency) {
    return send("PUT", "/accounts/" + id, "{\"currency\":\"" + currency + "\"}");
  }

  static ValidatableResponse deposit(String id, long amount, String currency) {
    return send("POST", "/accounts/" + id + "/deposits", money(amount, currency));
  }

  public static ValidatableResponse transfer(String from, String to, long amount, String currency) {
    return send("POST", "/transfers", transferBody(from, to, amount, currency));
  }

  static String transferBody(String from, String to, long amount, String currency) {
    return """
        {"from": "%s", "to": "%s", "amount": %d, "currency": "%s"}"""
        .formatted(from, to, amount, currency);
  }

  static ValidatableResponse send(String method, String path, String body) {
    return given().contentType(ContentType.JSON).body(body).request(method, path).then();
  }

  static Response sendOnce(String key, String path, String body) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post(path);
  }

  public static long balanceOf(String id) {
    return given()
        .get("/accounts/" + id)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getLong("balance");
  }

  static String money(long amount, String currency) {
    return """
        {"amount": %d, "currency": "%s"}"""
        .formatted(amount, currency);
  }
}
