package io.lockstep.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.security.Permissions;
import io.lockstep.security.Role;
import io.lockstep.testing.Rest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the scripts of the walk read: where the service is, who logs in, which pages there are. */
final class WalkPlan {
  private final RestartableService running;
  private final Rest admin;
  private final ShopWithTroubles shop;
  private final List<Map<String, Object>> pages = new ArrayList<>();

  private WalkPlan(RestartableService running, String adminKey) {
    this.running = running;
    this.admin = running.service().rest().with("Authorization", "Bearer " + adminKey);
    this.shop = new ShopWithTroubles(admin);
  }

  /** Makes what the pages show, and writes where it is. */
  static void write(RestartableService running, String adminKey, Path output, Path file)
      throws IOException, SQLException {
    new ObjectMapper()
        .writeValue(file.toFile(), new WalkPlan(running, adminKey).toMap(adminKey, output));
  }

  private Map<String, Object> toMap(String adminKey, Path output) throws SQLException {
    JsonNode confirmed = shop.aConfirmedOrder();
    ShopWithTroubles.Stuck stuck = shop.anOrderBehindALetter();
    String sku = confirmed.at("/items/0/sku").asText();
    String workflow = shop.aRunningWorkflow();
    shop.locksThatAreHeld();
    open("home", "/");
    open("problems", "/problems");
    open("problem", "/problems/out-of-stock");
    open("login", "/console/login");
    live("overview", "", "getStatus");
    live("orders", "/orders", "listOrders");
    closed("order", "/orders/" + confirmed.path("id").asText(), "getOrder");
    ofAnother(
        "order-stuck",
        "/orders/" + stuck.order(),
        "getOrder",
        List.of("A message of this order is a dead letter"));
    ofAnother(
        "order-markup",
        "/orders/" + shop.anOrderFullOfMarkup(),
        "getOrder",
        ShopWithTroubles.MARKUP);
    closed("dead-letters", "/dead-letters", "listDeadLetters");
    closed("letter-group", "/dead-letters/groups/" + groupOf(stuck.letter()), "listDeadLetters");
    closed("letter", "/dead-letters/" + stuck.letter(), "getDeadLetter");
    ofAnother(
        "letter-markup",
        "/dead-letters/" + shop.aLargeLetterFullOfMarkup(),
        "getDeadLetter",
        ShopWithTroubles.MARKUP);
    closed("stock", "/stock", "listStock");
    closed("sku", "/stock/" + sku, "getStock");
    closed("payments", "/payments", "listPayments");
    closed("locks", "/locks", "listLocks");
    closed("workflows", "/workflows", "listWorkflows");
    closed("workflow", "/workflows/" + workflow, "getWorkflow");
    ofAnother("audit", "/audit", "listAuditLog", ShopWithTroubles.MARKUP);
    closed("audit-checks", "/audit/checks", "audit");
    pages.add(Map.of("name", "no-page", "path", "/console/no-page", "status", 404));

    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("base", running.service().uri().toString().replaceFirst("/$", ""));
    plan.put("control", running.control());
    plan.put("output", output.toAbsolutePath().toString());
    plan.put("keys", keys(adminKey, confirmed.path("userId").asText()));
    plan.put("allowed", allowed());
    plan.put("acts", acts());
    plan.put("pages", pages);
    plan.put("order", shop.anOrderThatSucceeds());
    plan.put("stuck", stuck);
    plan.put("hopeless", shop.anOrderBehindALetter());
    plan.put("performed", performed(confirmed.path("id").asText(), sku, workflow));
    return plan;
  }

  /** What is done on which pages, in this order. */
  private List<Map<String, Object>> performed(String order, String sku, String workflow) {
    String letter = "/console/dead-letters/" + shop.aLetter();
    String group = "/console/dead-letters/groups/" + groupOf(shop.aLetter());
    return List.of(
        act("/console/stock/" + sku, "receive", Map.of("quantity", "5")),
        act("/console/stock/" + sku, "adjust", Map.of("quantity", "-2", "kind", "damage")),
        act("/console/orders/" + order, "reconcile", Map.of()),
        act("/console/workflows/" + workflow, "cancel", Map.of()),
        act(letter, "mend", Map.of("payload", "{\"mended\": true}")),
        act(letter, "replay", Map.of()),
        act(group, "replay", Map.of()));
  }

  private String groupOf(String letter) {
    return admin.get("/dead-letters/" + letter).expect(200).json().path("group").asText();
  }

  private static Map<String, Object> act(String path, String form, Map<String, String> fields) {
    return Map.of("path", path, "form", form, "fields", fields);
  }

  /** Paths of forms, as regular expressions, and the operation that each of them performs. */
  private static Map<String, String> acts() {
    Map<String, String> acts = new LinkedHashMap<>();
    acts.put("^/console/orders/[^/]+/cancel$", "cancelOrder");
    acts.put("^/console/orders/[^/]+/reconcile$", "reconcilePayment");
    acts.put("^/console/dead-letters/groups/[^/]+/replay$", "replayDeadLetterGroup");
    acts.put("^/console/dead-letters/[^/]+/mend$", "mendDeadLetter");
    acts.put("^/console/dead-letters/[^/]+/replay$", "replayDeadLetter");
    acts.put("^/console/dead-letters/[^/]+/delete$", "deleteDeadLetter");
    acts.put("^/console/stock/[^/]+/receive$", "receiveStock");
    acts.put("^/console/stock/[^/]+/adjust$", "adjustStock");
    acts.put("^/console/stock/[^/]+/release$", "releaseReservation");
    acts.put("^/console/workflows/[^/]+/cancel$", "cancelWorkflow");
    return acts;
  }

  /** A page that anyone may read. */
  private void open(String name, String path) {
    pages.add(Map.of("name", name, "path", path, "open", true));
  }

  /** A page of the console that is for those who have an operation. */
  private void closed(String name, String path, String operation) {
    pages.add(Map.of("name", name, "path", "/console" + path, "needs", operation));
  }

  /**
   * One about somebody else than the shopper who looks at it.
   *
   * @param shows texts that are on it
   */
  private void ofAnother(String name, String path, String operation, List<String> shows) {
    pages.add(
        Map.of(
            "name",
            name,
            "path",
            "/console" + path,
            "needs",
            operation,
            "owner",
            "another",
            "shows",
            shows));
  }

  /** One that changes while it is looked at. */
  private void live(String name, String path, String operation) {
    pages.add(Map.of("name", name, "path", "/console" + path, "needs", operation, "live", true));
  }

  /** A key of each role. */
  private Map<String, String> keys(String adminKey, String shopper) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (Role role : Role.values()) {
      Map<String, Object> wanted = new LinkedHashMap<>();
      wanted.put("name", "<b>" + role.wire() + "</b>");
      wanted.put("roles", List.of(role.wire()));
      if (role == Role.SHOPPER) {
        wanted.put("userId", shopper);
      }
      keys.put(
          role.wire(), admin.post("/api-keys", wanted).expect(201).json().path("key").asText());
    }
    keys.put("configured", adminKey);
    return keys;
  }

  /** What each role may do. */
  private static Map<String, Set<String>> allowed() {
    Map<String, Set<String>> allowed = new LinkedHashMap<>();
    for (Role role : Role.values()) {
      Set<String> operations = new TreeSet<>();
      Permissions.operations().stream()
          .filter(operation -> Permissions.of(operation).isGrantedTo(Set.of(role)))
          .forEach(operations::add);
      allowed.put(role.wire(), operations);
    }
    return allowed;
  }
}
