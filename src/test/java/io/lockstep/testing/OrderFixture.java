package io.lockstep.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * Users, goods and orders to test with, made over REST. Every call makes something new, so tests do
 * not meet each other.
 */
public final class OrderFixture {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String EUR = "EUR";
  private static final long PRICE = 1200;

  private final Rest rest;

  private OrderFixture(Rest rest) {
    this.rest = rest;
  }

  /** Through this service. */
  public static OrderFixture through(Rest rest) {
    return new OrderFixture(rest);
  }

  /** A product for 12.00 EUR that is not in stock; its SKU. */
  public String aProduct() {
    return aProductFor(PRICE);
  }

  /** A product for that many cents that is not in stock; its SKU. */
  public String aProductFor(long cents) {
    String sku = unique("sku");
    rest.put(
            "/products/" + sku,
            Map.of("name", "A product", "category", "test", "unitPrice", euros(cents)))
        .expect(201);
    return sku;
  }

  /** A product of which {@code units} are in stock; its SKU. */
  public String aProductWithStock(long units) {
    String sku = aProduct();
    rest.post("/stock/" + sku + "/receipts", Map.of("quantity", units)).expect(200);
    return sku;
  }

  /** A user whose account need not be open yet: for days without Kafka; the id. */
  public String aNewUser() {
    String user = unique("user");
    rest.put("/users/" + user, Map.of("name", "A user", "email", user + "@example.org"))
        .expect(201);
    return user;
  }

  /** A user whose account is open and empty; the id. */
  public String aUserWithoutMoney() {
    String user = aNewUser();
    // opened by the service when it hears its own user event
    Awaitility.await("the account of " + user)
        .atMost(TIMEOUT)
        .until(() -> rest.get("/accounts/" + user).status() == 200);
    return user;
  }

  /** A user with that many cents; the id. */
  public String aUserWith(long cents) {
    String user = aUserWithoutMoney();
    rest.post("/accounts/" + user + "/deposits", Map.of("amount", cents, "currency", EUR))
        .expect(201);
    return user;
  }

  /** A user with more money than a test can spend; the id. */
  public String aRichUser() {
    return aUserWith(1_000_000_000L);
  }

  /** What {@code POST /orders} wants for one line. */
  public static Map<String, Object> anOrderOf(String user, String sku, int quantity) {
    return Map.of("userId", user, "items", List.of(Map.of("sku", sku, "quantity", quantity)));
  }

  /** An order of somebody new that was just taken; its id. */
  public String aNewOrder() {
    return aNewOrder(aNewUser(), aProductWithStock(1), 1);
  }

  /** An order that was just taken; its id. */
  public String aNewOrder(String user, String sku, int quantity) {
    return rest.post("/orders", anOrderOf(user, sku, quantity))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  /** An order that went all the way. */
  public JsonNode aConfirmedOrder() {
    JsonNode order = theFinal(aNewOrder(aRichUser(), aProductWithStock(10), 1));
    return expectStatus(order, "CONFIRMED");
  }

  /** An order that was declined. */
  public JsonNode aDeclinedOrder() {
    JsonNode order = theFinal(aNewOrder(aUserWithoutMoney(), aProductWithStock(10), 1));
    return expectStatus(order, "CANCELLED");
  }

  /** The order once it is confirmed or cancelled. */
  public JsonNode theFinal(String orderId) {
    return Awaitility.await("order " + orderId + " is final")
        .atMost(TIMEOUT)
        .until(() -> rest.get("/orders/" + orderId).expect(200).json(), OrderFixture::isFinal);
  }

  /** Whether nothing will happen to this order any more. */
  public static boolean isFinal(JsonNode order) {
    String status = order.path("status").asText();
    return status.equals("CONFIRMED") || status.equals("CANCELLED");
  }

  private static JsonNode expectStatus(JsonNode order, String status) {
    if (!order.path("status").asText().equals(status)) {
      throw new AssertionError("expected " + status + " but got " + order);
    }
    return order;
  }

  private static Map<String, Object> euros(long cents) {
    return Map.of("amount", cents, "currency", EUR);
  }

  private static String unique(String kind) {
    return kind + "-" + UUID.randomUUID().toString().substring(0, 18);
  }
}
