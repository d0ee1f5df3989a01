package io.lockstep.http.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.Operation;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.ValidRequests;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** If-Match and If-None-Match: they hold, or the answer is 412; a malformed one is 400. */
@QuarkusTest
class PreconditionsTest {
  private static final List<String> MALFORMED =
      List.of("1", "\"1", "1\"", "\"1\" \"2\"", "\"1\",", ",", "*, \"1\"", "w/\"1\"", "\"a b\"");

  private final Rest rest = Rest.ofTest();

  /** What a PUT creates and then changes: the path and the body. */
  record Saved(String path, Object body) {
    static Saved of(String path, Object body) {
      return new Saved(path + UUID.randomUUID(), body);
    }
  }

  static Stream<Saved> saved() {
    Map<String, Object> money = Map.of("amount", 100, "currency", "EUR");
    return Stream.of(
        Saved.of("/products/p-", Map.of("name", "A", "category", "c", "unitPrice", money)),
        Saved.of("/users/u-", Map.of("name", "A", "email", "a@example.org")),
        Saved.of("/employees/e-", Map.of("name", "A", "department", "d", "salary", money)),
        Saved.of("/accounts/a-", Map.of("currency", "EUR")),
        Saved.of("/workflow-types/t-", Map.of("steps", List.of("pick"))));
  }

  @ParameterizedTest
  @MethodSource("saved")
  void aPutCreatesOnlyWhatIsNotThere(Saved saved) {
    rest.put(saved.path, saved.body, "If-Match", "\"1\"").expect(412);
    rest.put(saved.path, saved.body, "If-Match", "*").expect(412);
    rest.get(saved.path).expect(404);
    rest.put(saved.path, saved.body, "If-None-Match", "*").expect(201);
    assertThat(rest.put(saved.path, saved.body, "If-None-Match", "*").expect(412).problem())
        .isEqualTo("precondition-failed");
    rest.put(saved.path, saved.body, "If-Match", "*").expect(200);
  }

  @ParameterizedTest
  @MethodSource("saved")
  void aPutChangesOnlyTheVersionThatItNames(Saved saved) {
    String version = rest.put(saved.path, saved.body).expect(201).header("ETag");
    rest.put(saved.path, saved.body, "If-Match", "\"999\"").expect(412);
    rest.put(saved.path, saved.body, "If-Match", "W/\"1\"").expect(412);
    if (version != null) {
      rest.put(saved.path, saved.body, "If-Match", "\"999\", " + version).expect(200);
    }
  }

  @Test
  void aCancellationHoldsForTheVersionThatItNames() {
    OrderFixture given = OrderFixture.through(rest);
    String order = "/orders/" + given.aConfirmedOrder().path("id").asText();
    rest.post(order + "/cancel", null, "If-Match", "\"1\"").expect(412);
    String version = rest.get(order).expect(200).header("ETag");
    assertThat(rest.post(order + "/cancel", null, "If-Match", version).expect(409).problem())
        .isEqualTo("order-final");
  }

  @Test
  void aReceiptAndAPriceHoldForTheVersionThatTheyName() {
    String sku = OrderFixture.through(rest).aProductWithStock(1);
    rest.post("/stock/" + sku + "/receipts", Map.of("quantity", 1), "If-Match", "\"9\"")
        .expect(412);
    String version = rest.get("/stock/" + sku).expect(200).header("ETag");
    rest.post("/stock/" + sku + "/receipts", Map.of("quantity", 1), "If-Match", version)
        .expect(200);
    rest.patch("/products/" + sku + "/price", Map.of("add", 1), "If-Match", "\"9\"").expect(412);
    rest.patch("/products/" + sku + "/price", Map.of("add", 1), "If-Match", "\"1\"").expect(200);
  }

  @Test
  void everyChangeRefusesAConditionThatIsMalformedOrCannotHold() {
    ValidRequests valid = new ValidRequests(rest);
    for (Operation operation : Operation.all(rest)) {
      if (operation.isChange()) {
        ValidRequests.Request request = valid.of(operation);
        for (String header : List.of("If-Match", "If-None-Match")) {
          for (String malformed : MALFORMED) {
            assertThat(request.with(header, malformed).sendBy(rest).status())
                .as("%s with %s: %s", operation, header, malformed)
                .isEqualTo(400);
          }
        }
        assertThat(request.with("If-Match", "\"999\"").sendBy(rest).status())
            .as("%s of a version that there is not", operation)
            .isEqualTo(412);
        assertThat(request.sendBy(rest).status()).as("%s", operation).isBetween(200, 204);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/orders", "/audit", "/products?category=c"})
  void aReadRefusesAMalformedConditionToo(String path) {
    rest.get(path, "If-None-Match", "nonsense").expect(400);
    rest.get(path, "If-None-Match", "\"1\"").expect(200);
  }
}
