package io.lockstep.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.security.Secured;
import io.lockstep.testing.Operation;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Pages;
import io.lockstep.testing.Rest;
import io.lockstep.testing.ValidRequests;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has done what, and why, as the closed service keeps it. */
@QuarkusTest
@TestProfile(Secured.class)
class AuditLogTest {
  private static final String REASON = "Lockstep-Reason";
  private static final String WHY = "the customer called; \"please\"";
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final Set<String> NOT_RECORDED =
      Set.of(
          "acquireLock",
          "renewLock",
          "releaseLock",
          "acquirePermit",
          "releasePermit",
          "askForQuote");

  private final Rest nobody = Rest.ofTest();
  private final Rest admin = nobody.with("Authorization", "Bearer " + Secured.ADMIN_KEY);
  private final OrderFixture given = OrderFixture.through(admin);

  private String actor;
  private Rest caller;

  /** Whose acts are nobody else's. */
  @BeforeEach
  void makeACaller() {
    JsonNode key =
        admin
            .post("/api-keys", Map.of("name", "audited", "roles", List.of("admin")))
            .expect(201)
            .json();
    actor = key.path("id").asText();
    caller = nobody.with("Authorization", "Bearer " + key.path("key").asText());
  }

  @Test
  void hasOneRowForEachOperationThatChangesSomething() {
    ValidRequests requests = new ValidRequests(admin);
    Map<String, String> ids = operationIds();
    for (Operation operation : Operation.all(nobody)) {
      if (!operation.isChange()) {
        continue;
      }
      String id = ids.get(operation.name());
      if (NOT_RECORDED.contains(id)) {
        int before = rows().size();
        assertThat(requests.of(operation).sendBy(caller).status()).as(id).isBetween(200, 299);
        assertThat(rows()).as(id).hasSize(before);
        assertThat(isDocumented(operation)).as(id + " takes no reason").isFalse();
      } else {
        isRecordedOnce(id, requests.of(operation));
        assertThat(isDocumented(operation)).as(id + " takes a reason").isTrue();
      }
    }
    assertThat(rows()).hasSizeGreaterThan(25);
  }

  private void isRecordedOnce(String id, ValidRequests.Request request) {
    String why = id + " " + UUID.randomUUID();
    assertThat(request.with(REASON, why).sendBy(caller).status()).as(id).isBetween(200, 299);
    List<JsonNode> rows = rows().stream().filter(row -> text(row, "reason").equals(why)).toList();
    assertThat(rows).as(id).hasSize(1);
    assertThat(text(rows.get(0), "action")).isEqualTo(id);
    assertThat(text(rows.get(0), "outcome")).as(id).isEqualTo("done");
  }

  @Test
  void saysWhoDidWhatToWhatAndWhy() {
    String order = placed();
    Rest.Answer cancelled =
        caller.post(
            "/orders/" + order + "/cancel",
            null,
            REASON,
            WHY,
            "traceparent",
            "00-" + TRACE_ID + "-b7ad6b7169203331-01");
    cancelled.expect(202);

    JsonNode row = rows().get(0);
    assertThat(row.fieldNames())
        .toIterable()
        .containsExactly("id", "at", "actor", "action", "target", "reason", "outcome", "traceId");
    assertThat(text(row, "actor")).isEqualTo(actor);
    assertThat(text(row, "action")).isEqualTo("cancelOrder");
    assertThat(text(row, "target")).isEqualTo(order);
    assertThat(text(row, "reason")).isEqualTo(WHY);
    assertThat(text(row, "outcome")).isEqualTo("done");
    assertThat(text(row, "traceId")).isEqualTo(TRACE_ID);
    assertThat(rows("target=" + order)).hasSize(2).contains(row);
  }

  @Test
  void namesWhatWasMadeWhereThePathNamesNothing() {
    String order = placed();
    assertThat(rows()).hasSize(1);
    assertThat(text(rows().get(0), "target")).isEqualTo(order);
    assertThat(rows().get(0).path("reason").isNull()).isTrue();
  }

  @Test
  void hasWhatWasRefused() {
    String order = placed();
    caller.post("/orders/" + order + "/cancel", null).expect(202);
    caller.post("/orders/" + order + "/cancel", null, REASON, WHY).expect(409);
    caller.delete("/users/nobody-" + UUID.randomUUID()).expect(404);
    caller
        .post(
            "/transfers",
            Map.of(
                "from",
                given.aUserWithoutMoney(),
                "to",
                "merchant",
                "amount",
                5,
                "currency",
                "EUR"))
        .expect(409);
    caller.post("/orders", OrderFixture.anOrderOf("nobody", given.aProduct(), 1)).expect(422);

    assertThat(rows().stream().map(row -> text(row, "action") + " " + text(row, "outcome")))
        .containsExactly(
            "placeOrder unknown-user",
            "transfer insufficient-funds",
            "deleteUser not-found",
            "cancelOrder order-final",
            "cancelOrder done",
            "placeOrder done");
    assertThat(timeline(order, "operator").get(1).path("detail").asText())
        .isEqualTo("order-final: " + WHY);
  }

  @Test
  void hasWhatWasRepeatedOnce() {
    String user = given.aRichUser();
    Map<String, Object> body = OrderFixture.anOrderOf(user, given.aProduct(), 1);
    String key = "audited-" + UUID.randomUUID();
    for (int i = 0; i < 3; i++) {
      caller.post("/orders", body, "Idempotency-Key", key).expect(201);
    }
    for (int i = 0; i < 2; i++) {
      caller
          .post(
              "/accounts/" + user + "/deposits",
              Map.of("amount", 1, "currency", "EUR"),
              "Idempotency-Key",
              key + "-d")
          .expect(201);
    }
    assertThat(rows().stream().map(row -> text(row, "action")))
        .containsExactly("deposit", "placeOrder");
  }

  @Test
  void hasNothingOfWhatWasRolledBackOrNeverBegun() {
    String user = given.aUserWithoutMoney();
    String sku = given.aProduct();
    String order = given.aNewOrder(user, sku, 1);
    given.theFinal(order);
    Map<String, String> anyone = Map.of("name", "Anna", "email", "anna@example.org");
    caller.put("/users/" + user, anyone, "If-Match", "\"99\"").expect(412);
    caller.delete("/users/" + user, "If-Match", "\"99\"").expect(412);
    caller.patch("/products/" + sku + "/price", Map.of("add", 1), "If-Match", "\"9\"").expect(412);
    caller.post("/orders/" + order + "/cancel", null, "If-Match", "\"99\"").expect(412);
    caller.put("/users/" + user, Map.of("name", "Anna")).expect(400);
    caller.get("/orders/" + order).expect(200);
    assertThat(rows()).isEmpty();
  }

  @Test
  void hasOneRowForEachOfManyOrdersAtOnce() {
    Map<String, Object> body = OrderFixture.anOrderOf(given.aRichUser(), given.aProduct(), 1);
    List<CompletableFuture<Rest.Answer>> all =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? caller.callLater("POST", "/orders", body)
                        : caller.callLater(
                            "POST", "/orders", body, "Idempotency-Key", actor + "-" + i))
            .toList();
    List<String> orders =
        all.stream().map(answer -> answer.join().expect(201).json().path("id").asText()).toList();

    assertThat(rows().stream().map(row -> text(row, "target")))
        .containsExactlyInAnyOrderElementsOf(orders);
  }

  @Test
  void orderHistoryAndTimelineNameWhoActedAndWhy() {
    String order = placed();
    caller.post("/orders/" + order + "/cancel", null, REASON, WHY).expect(202);

    JsonNode act = timeline(order, "operator").get(0);
    assertThat(text(act, "name")).isEqualTo("cancelOrder");
    assertThat(text(act, "detail")).isEqualTo(WHY);
    assertThat(text(act, "actor")).isEqualTo(actor);
    List<JsonNode> changes = timeline(order, "status");
    assertThat(changes.stream().map(change -> text(change, "name") + " " + text(change, "actor")))
        .contains("PENDING " + actor, "CANCELLED " + actor)
        .doesNotContain("PAID " + actor);
    for (JsonNode change : admin.get("/orders/" + order).expect(200).json().path("history")) {
      boolean isByThem = !text(change, "status").equals("PAID");
      assertThat(change.path("actor").asText()).isEqualTo(isByThem ? actor : "");
      assertThat(change.has("actor")).isEqualTo(isByThem);
    }
  }

  @Test
  void timelineNamesWhoReconciledAPaymentAndWhy() {
    String order = given.aConfirmedOrder().path("id").asText();
    String payment = admin.get("/orders/" + order + "/payment").json().path("id").asText();
    caller.post("/payments/" + payment + "/reconcile", null, REASON, WHY).expect(202);

    JsonNode note = timeline(order, "operator").get(0);
    assertThat(text(note, "name")).isEqualTo("payment-reconciled");
    assertThat(text(note, "detail")).isEqualTo(payment + ": " + WHY);
    assertThat(text(note, "actor")).isEqualTo(actor);
  }

  @Test
  void isListedNewestFirstByActorAndTarget() {
    String sku = given.aProductWithStock(10);
    String other = given.aProductWithStock(10);
    for (int i = 1; i <= 5; i++) {
      adjust(i % 2 == 0 ? other : sku, i);
    }
    List<JsonNode> mine = rows();
    assertThat(mine).hasSize(5);
    assertThat(mine.stream().map(row -> text(row, "at")))
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(mine.stream().map(row -> text(row, "reason")))
        .containsExactly("5", "4", "3", "2", "1");
    assertThat(Pages.of(admin).walk("/audit-log?actor=" + actor, 2)).isEqualTo(mine);
    assertThat(Pages.of(admin).walk("/audit-log?target=" + sku + "&actor=" + actor, 1))
        .extracting(row -> text(row, "reason"))
        .containsExactly("5", "3", "1");
    assertThat(rows("target=" + sku)).hasSize(5); // with those that made and filled it
    assertThat(rows("target=" + sku + "&actor=admin-key")).hasSize(2);
    assertThat(rows("target=" + sku + "%20")).isEmpty();
    assertThat(rows("actor=" + actor + "%20")).isEmpty();
    assertThat(admin.get("/audit-log").expect(200).json().path("data")).hasSize(20);
  }

  @Test
  void refusesReasonsThatAreNone() {
    String order = placed();
    for (String none : List.of(" ", "x".repeat(501), "a\tb")) {
      Rest.Answer refused = caller.post("/orders/" + order + "/cancel", null, REASON, none);
      assertThat(refused.expect(400).problem()).isEqualTo("invalid-request");
      assertThat(refused.json().at("/errors/0/field").asText()).isEqualTo(REASON);
    }
    caller.post("/orders/" + order + "/cancel", null, REASON, "x".repeat(500)).expect(202);
    assertThat(text(rows().get(0), "reason")).hasSize(500);
  }

  private void adjust(String sku, int why) {
    caller
        .post(
            "/stock/" + sku + "/adjustments",
            Map.of("quantity", 1, "kind", "found"),
            REASON,
            "" + why)
        .expect(200);
  }

  private String placed() {
    return caller
        .post("/orders", OrderFixture.anOrderOf(given.aRichUser(), given.aProduct(), 1))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private List<JsonNode> rows() {
    return Pages.of(admin).walk("/audit-log?actor=" + actor, 100);
  }

  private List<JsonNode> rows(String filter) {
    return Pages.of(admin).walk("/audit-log?" + filter, 100);
  }

  private List<JsonNode> timeline(String order, String kind) {
    JsonNode all = admin.get("/orders/" + order + "/timeline").expect(200).json().path("data");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(entry -> text(entry, "kind").equals(kind))
        .toList();
  }

  private Map<String, String> operationIds() {
    Map<String, String> ids = new HashMap<>();
    Operation.all(nobody)
        .forEach(
            operation ->
                ids.put(operation.name(), documented(operation).path("operationId").asText()));
    return ids;
  }

  private boolean isDocumented(Operation operation) {
    return StreamSupport.stream(documented(operation).path("parameters").spliterator(), false)
        .anyMatch(parameter -> text(parameter, "name").equals(REASON));
  }

  private JsonNode documented(Operation operation) {
    return nobody
        .get("/q/openapi?format=json")
        .json()
        .path("paths")
        .path(operation.path())
        .path(operation.method().toLowerCase(java.util.Locale.ROOT));
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asText();
  }
}
