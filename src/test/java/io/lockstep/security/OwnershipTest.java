package io.lockstep.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.security.Permission.Belongings;
import io.lockstep.testing.Operation;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shoppers meet what is theirs, and nothing of what is others', not even that it is there. */
@QuarkusTest
@TestProfile(Secured.class)
class OwnershipTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Rest nobody = Rest.ofTest();
  private final Rest admin = nobody.with(Secured.ADMIN);
  private final Keys keys = new Keys(nobody);
  private final OrderFixture given = OrderFixture.through(admin);

  private String sku;
  private String anna;
  private String ben;
  private Rest asAnna;
  private Rest asBen;

  @BeforeEach
  void makeTwoShoppers() {
    sku = given.aProductWithStock(1000);
    anna = given.aRichUser();
    ben = given.aRichUser();
    asAnna = nobody.with(keys.ofShopper(anna));
    asBen = nobody.with(keys.ofShopper(ben));
  }

  @Test
  void whatBelongsToOthersIsNotFoundByAnyOperationWithAnId() {
    String order = ordered(asAnna, anna);
    String reservation = reserved(asAnna);
    given.theFinal(order);
    JsonNode orderBefore = admin.get("/orders/" + order).expect(200).json();

    asBen.get("/reservations/%D9%A5").expect(404);
    asBen.get("/orders/%D9%A5").expect(404);
    int tried = 0;
    for (Operation operation : Operation.all(nobody)) {
      Belongings what = belongingsOf(operation);
      String id =
          switch (what) {
            case ORDER -> order;
            case RESERVATION -> reservation;
            case ACCOUNT -> anna;
            case OWN, NOTHING -> null;
          };
      if (id == null) {
        continue;
      }
      tried++;
      String path = operation.path().replace("{id}", id);
      Object body = operation.isChange() ? Map.of("ttlSeconds", 60) : null;
      Rest.Answer others = asBen.call(operation.method(), path, body);
      others.expect(404);
      Rest.Answer none =
          asBen.call(operation.method(), operation.path().replace("{id}", noSuch(what)), body);
      assertThat(others.text()).describedAs(operation.name()).isEqualTo(none.expect(404).text());
    }
    assertThat(tried).isEqualTo(11);
    assertThat(admin.get("/orders/" + order).expect(200).json()).isEqualTo(orderBefore);
    assertThat(admin.get("/reservations/" + reservation).json().path("status").asText())
        .isEqualTo("HELD");
  }

  private Belongings belongingsOf(Operation operation) {
    JsonNode document = nobody.get("/q/openapi?format=json").json();
    return Permissions.of(
            document
                .path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase())
                .path("operationId")
                .asText())
        .belongings();
  }

  private static String noSuch(Belongings what) {
    return what == Belongings.ACCOUNT ? "no-such-user" : UUID.randomUUID().toString();
  }

  @Test
  void whatIsTheirOwnIsTheirs() {
    String order = ordered(asAnna, anna);
    given.theFinal(order);
    for (String path :
        List.of(
            "/orders/" + order,
            "/orders/" + order + "/timeline",
            "/orders/" + order + "/payment",
            "/accounts/" + anna,
            "/accounts/" + anna + "/entries",
            "/products/" + sku)) {
      asAnna.get(path).expect(200);
    }
    String reservation = reserved(asAnna);
    asAnna.post("/reservations/" + reservation + "/extend", Map.of("ttlSeconds", 60)).expect(200);
    asAnna.post("/reservations/" + reservation + "/release", null).expect(200);
    assertThat(asAnna.get("/reservations/" + reservation).json().path("status").asText())
        .isEqualTo("RELEASED");
  }

  @Test
  void listsHaveWhatIsTheirsAlone() {
    String hers = ordered(asAnna, anna);
    String his = ordered(asBen, ben);
    String herReservation = reserved(asAnna);
    String hisReservation = reserved(asBen);
    String shops = reserved(admin);

    assertThat(ids(asAnna.get("/orders?limit=100"))).containsExactly(hers);
    assertThat(ids(asAnna.get("/orders?userId=" + anna))).containsExactly(hers);
    assertThat(ids(asBen.get("/orders?sku=" + sku))).containsExactly(his);
    asAnna.get("/orders?userId=" + ben).expect(404);
    assertThat(ids(asAnna.get("/reservations"))).containsExactly(herReservation);
    assertThat(ids(asBen.get("/reservations?status=HELD&sku=" + sku)))
        .containsExactly(hisReservation);
    assertThat(ids(asBen.get("/reservations?status=RELEASED"))).isEmpty();
    assertThat(ids(admin.get("/reservations?sku=" + sku)))
        .containsExactlyInAnyOrder(herReservation, hisReservation, shops);
  }

  @Test
  void listsOfTheirOwnGoOnFromPageToPage() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(0, reserved(asAnna));
      reserved(asBen);
    }
    List<String> seen = new ArrayList<>();
    JsonNode page = asAnna.get("/reservations?limit=2").expect(200).json();
    seen.addAll(ids(page));
    while (page.path("hasMore").asBoolean()) {
      page = asAnna.get("/reservations?limit=2&after=" + page.path("next").asText()).json();
      seen.addAll(ids(page));
    }
    assertThat(seen).isEqualTo(all);
  }

  @Test
  void nobodyOrdersForSomebodyElse() {
    asBen.post("/orders", OrderFixture.anOrderOf(anna, sku, 1)).expect(404);
    assertThat(ids(admin.get("/orders?userId=" + anna))).isEmpty();
  }

  @Test
  void aStreamOfAnothersOrderIsNotFound() {
    String order = ordered(asAnna, anna);
    asBen.get("/orders/" + order + "/events", "Accept", "text/event-stream").expect(404);
  }

  @Test
  void anIdempotencyKeyBelongsToTheCallerWhoUsedIt() {
    String word = UUID.randomUUID().toString();
    String hers =
        asAnna
            .post("/orders", OrderFixture.anOrderOf(anna, sku, 1), "Idempotency-Key", word)
            .expect(201)
            .json()
            .path("id")
            .asText();
    Rest.Answer his =
        asBen.post("/orders", OrderFixture.anOrderOf(ben, sku, 1), "Idempotency-Key", word);
    assertThat(his.expect(201).json().path("id").asText()).isNotEqualTo(hers);
    Rest.Answer again =
        asAnna.post("/orders", OrderFixture.anOrderOf(anna, sku, 1), "Idempotency-Key", word);
    assertThat(again.expect(201).json().path("id").asText()).isEqualTo(hers);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void whoIsMoreThanAShopperSeesMore() {
    String order = ordered(asAnna, anna);
    String[] both =
        Keys.bearer(
            keys.create(
                Map.of("name", "both", "roles", List.of("shopper", "operator"), "userId", ben)));
    nobody.with(both).get("/orders/" + order).expect(200);
    await()
        .atMost(TIMEOUT)
        .until(() -> !ids(nobody.with(both).get("/orders?userId=" + anna)).isEmpty());
  }

  private String ordered(Rest caller, String user) {
    return caller
        .post("/orders", OrderFixture.anOrderOf(user, sku, 1))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private String reserved(Rest caller) {
    return caller
        .post("/stock/" + sku + "/reservations", Map.of("quantity", 1))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private static List<String> ids(Rest.Answer list) {
    return ids(list.expect(200).json());
  }

  private static List<String> ids(JsonNode list) {
    List<String> ids = new ArrayList<>();
    list.path("data").forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }
}
