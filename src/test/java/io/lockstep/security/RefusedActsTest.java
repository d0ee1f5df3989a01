package io.lockstep.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The public cannot fill the audit log with what comes to nothing. */
@QuarkusTest
@TestProfile(Secured.class)
class RefusedActsTest {
  private static final long RECORDED = 30;
  private static final long TRIES = 40;

  private final Rest nobody = Rest.ofTest();
  private final Rest admin = nobody.with(Secured.ADMIN);
  private final Keys keys = new Keys(nobody);

  @Test
  void ofAShoppersRefusedActsSomeAreRecordedAndAllOfWhatWasDone() {
    double before = leftOut();
    Keys.Created shopper = shopper("ann");
    Keys.Created other = shopper("ben");

    tryInVain(shopper, "ann");
    tryInVain(other, "ben");

    // an instance begins anew each minute, perhaps in the midst of this
    assertThat(refusalsOf(shopper)).isBetween(RECORDED, TRIES);
    assertThat(refusalsOf(other)).isBetween(RECORDED, TRIES);
    assertThat(refusalsOf(shopper) + refusalsOf(other)).isLessThan(2 * TRIES);
    assertThat(leftOut() - before).isEqualTo(2 * TRIES - refusalsOf(shopper) - refusalsOf(other));

    String sku = "refused-" + UUID.randomUUID();
    admin.put(
        "/products/" + sku,
        Map.of("name", "n", "category", "c", "unitPrice", Map.of("amount", 1, "currency", "EUR")));
    admin.put("/users/ann", Map.of("name", "Ann", "email", "ann@example.org"));
    nobody.with(Keys.bearer(shopper)).post("/orders", order("ann", sku)).expect(201);
    assertThat(outcomesOf(shopper)).contains("done");
  }

  @Test
  void whateverThoseTryWhoRunTheShopIsRecorded() {
    Keys.Created backend = keys.create(Map.of("name", "b", "roles", List.of("service")));

    tryInVain(backend, "ann");

    assertThat(refusalsOf(backend)).isEqualTo(TRIES);
  }

  private Keys.Created shopper(String userId) {
    return keys.create(Map.of("name", userId, "roles", List.of("shopper"), "userId", userId));
  }

  private void tryInVain(Keys.Created key, String userId) {
    Rest caller = nobody.with(Keys.bearer(key));
    for (int i = 0; i < TRIES; i++) {
      caller.post("/orders", order(userId, "no-such-sku-" + UUID.randomUUID())).expect(422);
    }
  }

  private static Map<String, ?> order(String userId, String sku) {
    return Map.of("userId", userId, "items", List.of(Map.of("sku", sku, "quantity", 1)));
  }

  private long refusalsOf(Keys.Created key) {
    return outcomesOf(key).stream().filter(outcome -> outcome.startsWith("unknown-")).count();
  }

  private List<String> outcomesOf(Keys.Created key) {
    JsonNode data =
        admin.get("/audit-log?limit=100&actor=" + key.id()).expect(200).json().path("data");
    return data.findValuesAsText("outcome");
  }

  private double leftOut() {
    return admin
        .get("/q/metrics")
        .expect(200)
        .text()
        .lines()
        .filter(line -> line.startsWith("lockstep_audit_left_out_total "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow();
  }
}
