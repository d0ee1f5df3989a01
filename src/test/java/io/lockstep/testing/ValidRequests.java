package io.lockstep.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * For each operation a request that succeeds, and whatever has to be there before it. A new
 * operation needs an entry here: tests that walk all of them fail without.
 */
public final class ValidRequests {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String EUR = "EUR";

  private final Rest rest;
  private final OrderFixture orders;
  private final Map<String, Supplier<Request>> byOperation = new TreeMap<>();

  private final String sku;
  private final String user;
  private final String workflowType;
  private final String order;

  /** Makes what all requests share: a product in stock, a user with money, a workflow type. */
  public ValidRequests(Rest rest) {
    this.rest = rest;
    this.orders = OrderFixture.through(rest);
    this.sku = orders.aProductWithStock(1_000_000);
    this.user = orders.aRichUser();
    this.workflowType = unique("type");
    rest.put("/workflow-types/" + workflowType, Map.of("steps", List.of("pick", "pack")))
        .expect(201);
    this.order = rest.post("/orders", anOrder()).expect(201).json().path("id").asText();
    catalogue();
    inventory();
    accounts();
    users();
    payroll();
    messaging();
    workflows();
    locks();
    payments();
    operations();
  }

  /**
   * A new request, to be sent once.
   *
   * @throws AssertionError if there is none for the operation
   */
  public Request of(Operation operation) {
    Supplier<Request> made = byOperation.get(operation.name());
    if (made == null) {
      throw new AssertionError("no valid request is known for " + operation.name());
    }
    return made.get();
  }

  private void catalogue() {
    add("PUT /products/{sku}", () -> put("/products/" + unique("p"), aProduct()));
    add("GET /products/{sku}", () -> get("/products/" + sku));
    add("GET /products", () -> get("/products?category=test"));
    add(
        "PATCH /products/{sku}/price",
        () -> new Request("PATCH", "/products/" + orders.aProduct() + "/price", Map.of("add", 1)));
    add(
        "POST /price-adjustments",
        () -> post("/price-adjustments", Map.of("category", unique("none"), "percent", 1)));
    add(
        "GET /price-adjustments/{id}",
        () ->
            get(
                "/price-adjustments/"
                    + made("/price-adjustments", Map.of("category", unique("c"), "percent", 1))));
  }

  private void inventory() {
    add(
        "POST /stock/{sku}/receipts",
        () -> post("/stock/" + sku + "/receipts", Map.of("quantity", 1)));
    add(
        "POST /stock/{sku}/adjustments",
        () -> post("/stock/" + sku + "/adjustments", Map.of("quantity", 1, "kind", "found")));
    add("GET /stock", () -> get("/stock?below=10"));
    add("GET /reservations", () -> get("/reservations?sku=" + sku));
    add("GET /stock/{sku}", () -> get("/stock/" + sku));
    add("GET /stock/{sku}/movements", () -> get("/stock/" + sku + "/movements"));
    add(
        "POST /stock/{sku}/reservations",
        () -> post("/stock/" + sku + "/reservations", Map.of("quantity", 1)));
    add("GET /reservations/{id}", () -> get(aReservation()));
    add("POST /reservations/{id}/commit", () -> post(aReservation() + "/commit", null));
    add("POST /reservations/{id}/release", () -> post(aReservation() + "/release", null));
    add(
        "POST /reservations/{id}/extend",
        () -> post(aReservation() + "/extend", Map.of("ttlSeconds", 60)));
  }

  private void accounts() {
    add("PUT /accounts/{id}", () -> put("/accounts/" + unique("a"), Map.of("currency", EUR)));
    add("GET /accounts/{id}", () -> get("/accounts/" + user));
    add(
        "POST /accounts/{id}/deposits",
        () -> post("/accounts/" + anAccount() + "/deposits", money(1)));
    add("GET /accounts/{id}/entries", () -> get("/accounts/" + user + "/entries"));
    add("POST /transfers", () -> post("/transfers", aTransfer()));
    add("GET /accounts", () -> get("/accounts"));
    add("GET /transfers", () -> get("/transfers?account=" + user));
    add("GET /transfers/{id}", () -> get("/transfers/" + made("/transfers", aTransfer())));
  }

  private void users() {
    add("PUT /users/{id}", () -> put("/users/" + unique("u"), aUser()));
    add("GET /users", () -> get("/users"));
    add("GET /users/{id}", () -> get("/users/" + user));
    add("DELETE /users/{id}", () -> new Request("DELETE", "/users/" + savedUser(), null));
  }

  private void payroll() {
    add("PUT /employees/{id}", () -> put("/employees/" + unique("e"), anEmployee()));
    add("GET /employees/{id}", () -> get("/employees/" + savedEmployee()));
    add("GET /employees", () -> get("/employees?department=test"));
    add(
        "POST /salary-raises",
        () -> post("/salary-raises", Map.of("department", unique("none"), "percent", 1)));
    add(
        "GET /salary-raises/{id}",
        () ->
            get(
                "/salary-raises/"
                    + made("/salary-raises", Map.of("department", unique("d"), "percent", 1))));
  }

  private void messaging() {
    add("POST /orders", () -> post("/orders", anOrder()));
    add("GET /orders", () -> get("/orders?userId=" + user));
    add("GET /orders/{id}", () -> get("/orders/" + order));
    add("GET /orders/{id}/timeline", () -> get("/orders/" + order + "/timeline"));
    add("GET /orders/{id}/events", () -> get("/orders/" + order + "/events"));
    add(
        "POST /orders/{id}/cancel",
        () -> post("/orders/" + made("/orders", anOrder()) + "/cancel", null));
    add(
        "POST /events",
        () -> post("/events", Map.of("type", "test.event", "data", Map.of("n", 1))));
    add("GET /events", () -> get("/events?types=test.*"));
    add("POST /quotes", () -> post("/quotes", Map.of("items", items())));
    add("GET /dead-letters", () -> get("/dead-letters"));
    add("GET /dead-letters/groups", () -> get("/dead-letters/groups"));
    add("GET /dead-letters/outcomes", () -> get("/dead-letters/outcomes"));
    add(
        "POST /dead-letters/groups/{group}/replay",
        () -> post("/dead-letters/groups/%032d/replay".formatted(0), null));
    add("GET /dead-letters/{id}", () -> get("/dead-letters/" + aDeadLetter()));
    add(
        "PATCH /dead-letters/{id}",
        () ->
            new Request(
                "PATCH", "/dead-letters/" + aDeadLetter(), Map.of("payload", Map.of("n", 1))));
    add(
        "DELETE /dead-letters/{id}",
        () -> new Request("DELETE", "/dead-letters/" + aDeadLetter(), null));
    add(
        "POST /dead-letters/{id}/replay",
        () -> post("/dead-letters/" + aDeadLetter() + "/replay", null));
    add("POST /dead-letters/replay", () -> post("/dead-letters/replay?queue=no-queue", null));
  }

  private void workflows() {
    add(
        "PUT /workflow-types/{type}",
        () -> put("/workflow-types/" + unique("type"), Map.of("steps", List.of("pick"))));
    add("GET /workflow-types", () -> get("/workflow-types"));
    add("GET /workflows", () -> get("/workflows?type=" + workflowType));
    add("GET /workflow-types/{type}", () -> get("/workflow-types/" + workflowType));
    add("POST /workflows", () -> post("/workflows", aStart()));
    add("GET /workflows/{id}", () -> get("/workflows/" + made("/workflows", aStart())));
    add(
        "POST /workflows/{id}/steps",
        () ->
            post(
                "/workflows/" + made("/workflows", aStart()) + "/steps",
                Map.of("data", Map.of("n", 1))));
    add(
        "POST /workflows/{id}/complete",
        () ->
            post(
                "/workflows/" + made("/workflows", aStart()) + "/complete",
                Map.of("result", Map.of("n", 1))));
    add(
        "POST /workflows/{id}/cancel",
        () -> post("/workflows/" + made("/workflows", aStart()) + "/cancel", null));
  }

  private void locks() {
    add("POST /locks/{name}", () -> post("/locks/" + unique("l"), Map.of("ttlMs", 60_000)));
    add("GET /locks", () -> get("/locks?backend=redis"));
    add("GET /semaphores", () -> get("/semaphores"));
    add("GET /locks/{name}", () -> get("/locks/" + unique("l")));
    add("PUT /locks/{name}/{token}", () -> put(aHeldLock(), Map.of("ttlMs", 60_000)));
    add("DELETE /locks/{name}/{token}", () -> new Request("DELETE", aHeldLock(), null));
    add(
        "POST /semaphores/{name}/permits",
        () -> post("/semaphores/" + unique("s") + "/permits", Map.of("limit", 3)));
    add("GET /semaphores/{name}", () -> get(aUsedSemaphore().replaceFirst("/permits/.*", "")));
    add(
        "DELETE /semaphores/{name}/permits/{permitId}",
        () -> new Request("DELETE", aUsedSemaphore(), null));
  }

  private void payments() {
    add("GET /payments", () -> get("/payments"));
    add("GET /payments/{id}", () -> get("/payments/" + aPayment()));
    add("GET /orders/{id}/payment", () -> get("/orders/" + aPaidOrder() + "/payment"));
    add(
        "POST /payments/{id}/reconcile",
        () -> post("/payments/" + aPayment() + "/reconcile", null));
  }

  private String aPayment() {
    return rest.get("/orders/" + aPaidOrder() + "/payment").expect(200).json().path("id").asText();
  }

  private String aPaidOrder() {
    orders.theFinal(order);
    return order;
  }

  private void operations() {
    add("GET /status", () -> get("/status"));
    add("GET /flow", () -> get("/flow"));
    add("GET /audit", () -> get("/audit"));
    add("GET /audit/results", () -> get("/audit/results"));
    add("GET /row-locks", () -> get("/row-locks"));
    add("GET /audit-log", () -> get("/audit-log?target=" + user));
    add("GET /reports/orders", () -> get("/reports/orders"));
    add("POST /api-keys", () -> post("/api-keys", anApiKey()));
    add("GET /api-keys", () -> get("/api-keys"));
    add("GET /api-keys/{id}", () -> get("/api-keys/" + made("/api-keys", anApiKey())));
    add(
        "DELETE /api-keys/{id}",
        () -> new Request("DELETE", "/api-keys/" + made("/api-keys", anApiKey()), null));
    add("GET /", () -> get("/"));
    add("GET /style.css", () -> get("/style.css"));
    add("GET /problems", () -> get("/problems"));
    add("GET /problems/{slug}", () -> get("/problems/out-of-stock"));
    add("GET /asyncapi", () -> get("/asyncapi"));
    add("GET /schemas", () -> get("/schemas"));
    add("GET /schemas/{type}", () -> get("/schemas/order.created"));
    add("GET /schemas/{type}/{version}", () -> get("/schemas/order.created/1"));
  }

  private void add(String operation, Supplier<Request> request) {
    byOperation.put(operation, request);
  }

  private String made(String path, Object body) {
    Rest.Answer answer = rest.post(path, body);
    return (answer.status() == 202 ? answer.expect(202) : answer.expect(201))
        .json()
        .path("id")
        .asText();
  }

  private String aReservation() {
    return "/reservations/" + made("/stock/" + sku + "/reservations", Map.of("quantity", 1));
  }

  private String anAccount() {
    String id = unique("a");
    rest.put("/accounts/" + id, Map.of("currency", EUR)).expect(201);
    return id;
  }

  private Map<String, Object> aTransfer() {
    return Map.of("from", user, "to", anAccount(), "amount", 1, "currency", EUR);
  }

  private String savedUser() {
    String id = unique("u");
    rest.put("/users/" + id, aUser()).expect(201);
    return id;
  }

  private String savedEmployee() {
    String id = unique("e");
    rest.put("/employees/" + id, anEmployee()).expect(201);
    return id;
  }

  private String aHeldLock() {
    String name = unique("l");
    JsonNode lock = rest.post("/locks/" + name, Map.of("ttlMs", 60_000)).expect(201).json();
    return "/locks/" + name + "/" + lock.path("token").asText();
  }

  private String aUsedSemaphore() {
    String permits = "/semaphores/" + unique("s") + "/permits";
    return permits
        + "/"
        + rest.post(permits, Map.of("limit", 3)).expect(201).json().path("permitId").asText();
  }

  /** A message that no consumer can read, once it is a dead letter; the id of the letter. */
  private String aDeadLetter() {
    String messageId = UUID.randomUUID().toString();
    try (AmqpClient broker = AmqpClient.on(Stack.current())) {
      broker.publish(
          "",
          "payments.orders",
          new AMQP.BasicProperties.Builder()
              .messageId(messageId)
              .type("test.unknown")
              .contentType("application/json")
              .build(),
          "{}");
    }
    return Awaitility.await("dead letter " + messageId)
        .atMost(TIMEOUT)
        .until(() -> findLetter(messageId), found -> found != null);
  }

  private String findLetter(String messageId) {
    String next = "";
    do {
      JsonNode page =
          rest.get("/dead-letters?limit=100&queue=payments.orders" + next).expect(200).json();
      for (JsonNode letter : page.path("data")) {
        if (letter.path("messageId").asText().equals(messageId)) {
          return letter.path("id").asText();
        }
      }
      next = page.path("hasMore").asBoolean() ? "&after=" + page.path("next").asText() : null;
    } while (next != null);
    return null;
  }

  private static Map<String, Object> anApiKey() {
    return Map.of("name", "a key", "roles", List.of("service"));
  }

  private Map<String, Object> anOrder() {
    return OrderFixture.anOrderOf(user, sku, 1);
  }

  private List<Map<String, Object>> items() {
    return List.of(Map.of("sku", sku, "quantity", 1));
  }

  private Map<String, Object> aStart() {
    return Map.of("type", workflowType, "data", Map.of("n", 1));
  }

  private static Map<String, Object> aProduct() {
    return Map.of("name", "A product", "category", "test", "unitPrice", money(100));
  }

  private static Map<String, Object> aUser() {
    return Map.of("name", "A user", "email", "user@example.org");
  }

  private static Map<String, Object> anEmployee() {
    return Map.of("name", "An employee", "department", "test", "salary", money(100_000));
  }

  private static Map<String, Object> money(long amount) {
    return Map.of("amount", amount, "currency", EUR);
  }

  private static String unique(String kind) {
    return kind + "-" + UUID.randomUUID().toString().substring(0, 18);
  }

  private static Request get(String path) {
    return new Request("GET", path, null);
  }

  private static Request post(String path, Object body) {
    return new Request("POST", path, body);
  }

  private static Request put(String path, Object body) {
    return new Request("PUT", path, body);
  }

  /**
   * A request.
   *
   * @param body null for none
   * @param headers names and values by turns
   */
  public record Request(String method, String path, Object body, List<String> headers) {
    Request(String method, String path, Object body) {
      this(method, path, body, List.of());
    }

    /** The same with one more header. */
    public Request with(String header, String value) {
      String[] more = Arrays.copyOf(headers.toArray(String[]::new), headers.size() + 2);
      more[headers.size()] = header;
      more[headers.size() + 1] = value;
      return new Request(method, path, body, List.of(more));
    }

    /** Sends it and waits for the answer. */
    public Rest.Answer sendBy(Rest rest) {
      return rest.call(method, path, body, headers.toArray(String[]::new));
    }

    /** Sends it to the application under test and goes away {@code after} that. */
    public void sendAndGoAway(Duration after) {
      RawHttp.sendAndGoAway(
          method,
          path,
          body == null ? null : Rest.write(body),
          after,
          headers.toArray(String[]::new));
    }
  }
}
