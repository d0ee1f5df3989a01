package io.lockstep.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.security.Secured;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.HttpCookie;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of the closed service, as a browser without scripts has them. */
@QuarkusTest
@TestProfile(Secured.class)
class ConsoleTest {
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final String SCRIPT = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";

  private final Rest admin = Rest.ofTest().with("Authorization", "Bearer " + Secured.ADMIN_KEY);
  private final OrderFixture given = OrderFixture.through(admin);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/orders",
        "/dead-letters",
        "/stock",
        "/payments",
        "/locks",
        "/workflows",
        "/audit",
        "/audit/checks"
      })
  void showsEachPageToThoseAloneWhoHaveLoggedIn(String page) {
    HttpResponse<String> unknown = new Visitor().get(page);

    assertThat(unknown.statusCode()).isEqualTo(303);
    assertThat(unknown.headers().firstValue("Location").orElseThrow())
        .startsWith("/console/login?next=%2Fconsole");
    HttpResponse<String> shown = Visitor.with(Secured.ADMIN_KEY).get(page);
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(shown.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(shown.body())
        .contains("aria-current=\"page\"")
        .doesNotContainPattern("<script(?! src=)|style=\"| on[a-z]+=\"|https?://");
  }

  @Test
  void exchangesAKeyForASessionThatNoScriptSees() {
    Visitor visitor = new Visitor();

    HttpResponse<String> answer = visitor.logIn(Secured.ADMIN_KEY);

    assertThat(answer.statusCode()).isEqualTo(303);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .matches("lockstep-session=lss_[A-Za-z0-9_-]{43}; Path=/console; HTTPOnly; SameSite=Lax");
    assertThat(visitor.page("")).contains("admin-key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "lsk_", "lss_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void givesNothingForWhatIsNoKey(String key) {
    Visitor visitor = new Visitor();

    assertThat(visitor.logIn(key).headers().firstValue("Location").orElseThrow())
        .startsWith("/console/login");

    assertThat(visitor.cookies()).extracting(HttpCookie::getName).containsOnly("lockstep-flash");
    assertThat(visitor.page("/login")).contains("This key is worth nothing");
  }

  @Test
  void endsASessionWithItsLogoutAndWithItsKey() {
    JsonNode key = aKey("operator");
    Visitor visitor = Visitor.with(key.path("key").asText());
    Visitor other = Visitor.with(key.path("key").asText());
    String token = visitor.cookies().get(0).getValue();
    Rest asSession = Rest.ofTest().with("Authorization", "Bearer " + token);
    asSession.get("/status").expect(200);

    assertThat(visitor.act("", "/logout", Map.of())).contains("You are logged out");

    asSession.get("/status").expect(401);
    assertThat(visitor.get("").statusCode()).isEqualTo(303);
    other.page("");
    admin.delete("/api-keys/" + key.path("id").asText()).expect(204);
    await()
        .atMost(WITHIN)
        .untilAsserted(() -> assertThat(other.get("").statusCode()).isEqualTo(303));
    assertThat(other.get("", "HX-Request", "true").statusCode()).isEqualTo(401);
  }

  @Test
  void obeysNoFormOfAnotherPage() {
    Visitor visitor = Visitor.with(Secured.ADMIN_KEY);
    String sku = given.aProductWithStock(5);
    String page = "/stock/" + sku;
    Map<String, String> own = Visitor.hidden(visitor.page(page), "/console" + page + "/receive");
    own.put("quantity", "1");
    own.put("reason", "test");

    assertThat(visitor.post(page + "/receive", own, "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    own.put("csrf", "0".repeat(64));
    assertThat(visitor.post(page + "/receive", own).statusCode()).isEqualTo(403);
    own.remove("csrf");
    assertThat(visitor.post(page + "/receive", own).statusCode()).isEqualTo(403);
    assertThat(admin.get("/stock/" + sku).json().path("onHand").asInt()).isEqualTo(5);
  }

  @Test
  void doesAnActOnceAndLogsItWithItsReason() {
    JsonNode key = aKey("operator");
    Visitor visitor = Visitor.with(key.path("key").asText());
    String sku = given.aProductWithStock(5);
    String page = "/stock/" + sku;
    Map<String, String> fields = Visitor.hidden(visitor.page(page), "/console" + page + "/receive");
    fields.putAll(Map.of("quantity", "3", "reason", "Delivery – Müller"));

    assertThat(visitor.post(page + "/receive", fields).statusCode()).isEqualTo(303);
    assertThat(visitor.page(page)).contains("The units were added");
    assertThat(visitor.post(page + "/receive", fields).statusCode()).isEqualTo(303);

    assertThat(admin.get("/stock/" + sku).json().path("onHand").asInt()).isEqualTo(8);
    JsonNode log = admin.get("/audit-log?limit=5&target=" + sku).expect(200).json().path("data");
    assertThat(log.path(0).path("actor").asText()).isEqualTo(key.path("id").asText());
    assertThat(log.path(0).path("reason").asText()).isEqualTo("Delivery – Müller");
    assertThat(visitor.page("/audit?target=" + sku)).contains("Delivery – Müller");
  }

  @Test
  void saysWhatIsWrongWithAnAct() {
    Visitor visitor = Visitor.with(Secured.ADMIN_KEY);
    String page = "/stock/" + given.aProductWithStock(5);

    assertThat(visitor.act(page, page + "/adjust", adjustment("-6")))
        .contains("class=\"banner bad\"", "Stock");
    assertThat(visitor.act(page, page + "/adjust", adjustment("many")))
        .contains("class=\"banner bad\"", "quantity");
    assertThat(visitor.get("/orders/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
    assertThat(visitor.get("/nothing").statusCode()).isEqualTo(404);
  }

  private static Map<String, String> adjustment(String units) {
    return Map.of("quantity", units, "kind", "count", "reason", "test");
  }

  @Test
  void showsNoActThatARoleDoesNotHave() {
    JsonNode order = given.aConfirmedOrder();
    String page = "/orders/" + order.path("id").asText();
    Visitor service = Visitor.with(aKey("service").path("key").asText());
    Visitor finance = Visitor.with(aKey("finance").path("key").asText());

    assertThat(Visitor.with(Secured.ADMIN_KEY).page(page)).contains("Reconcile the payment");
    assertThat(service.page(page)).doesNotContain("Reconcile the payment");
    assertThat(service.page("")).contains("Your roles do not include").doesNotContain(">Audit<");
    HttpResponse<String> forbidden = finance.get(page);
    assertThat(forbidden.statusCode()).isEqualTo(403);
    assertThat(forbidden.body()).contains("needs the role");
    assertThat(finance.page("/payments")).contains(order.path("id").asText());
  }

  @Test
  void showsTextAsText() {
    Visitor visitor = Visitor.with(Secured.ADMIN_KEY);
    String user = given.aRichUser();
    String sku = given.aProductWithStock(5);
    Map<String, Object> order =
        Map.of(
            "userId",
            user,
            "items",
            List.of(Map.of("sku", sku, "quantity", 1)),
            "metadata",
            Map.of("note", SCRIPT));
    String id = admin.post("/orders", order).expect(201).json().path("id").asText();
    String page = "/stock/" + sku;
    Map<String, String> hostile = Map.of("quantity", "1", "reason", SCRIPT);

    assertThat(visitor.page("/orders/" + id)).contains("&lt;script&gt;").doesNotContain(SCRIPT);
    visitor.act(page, page + "/receive", hostile);
    assertThat(visitor.page("/audit?target=" + sku)).doesNotContain(SCRIPT);
    assertThat(visitor.page("/orders?q=" + "%3Cscript%3Ealert(1)%3C%2Fscript%3E"))
        .doesNotContain("<script>");
  }

  @Test
  void findsAnOrderByWhatIsKnownOfIt() {
    Visitor visitor = Visitor.with(Secured.ADMIN_KEY);
    JsonNode order = given.aConfirmedOrder();
    String id = order.path("id").asText();

    for (String known :
        List.of(
            id, order.path("userId").asText(), order.path("items").path(0).path("sku").asText())) {
      assertThat(visitor.page("/orders?q=" + known)).contains("/console/orders/" + id);
    }
    assertThat(visitor.page("/orders/" + id)).contains("order.confirmed", "CAPTURED");
    assertThat(visitor.page("/orders?q=nobody-knows")).contains("No order has this id");
  }

  private JsonNode aKey(String role) {
    return admin.post("/api-keys", Map.of("name", role, "roles", List.of(role))).expect(201).json();
  }
}
