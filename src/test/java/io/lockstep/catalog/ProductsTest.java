package io.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.platform.Money;
import io.lockstep.sql.Transactions;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ProductsTest {
  @Inject PriceList prices;
  @Inject Transactions transactions;

  private final Rest rest = Rest.ofTest();
  private final String sku = aSku();
  private final String path = "/products/" + sku;

  @Test
  void createsAndChangesAProduct() {
    JsonNode created = rest.put(path, body("Mug", "kitchen", 1200)).expect(201).json();
    assertThat(created.fieldNames())
        .toIterable()
        .containsExactly(
            "sku", "name", "category", "unitPrice", "createdAt", "updatedAt", "version");
    assertThat(created.path("unitPrice").toString())
        .isEqualTo("{\"amount\":1200,\"currency\":\"EUR\"}");
    JsonNode changed = rest.put(path, body("Mug", "kitchen", 1300)).expect(200).json();
    assertThat(changed.path("version").asLong()).isEqualTo(created.path("version").asLong() + 1);
    assertThat(rest.get(path).expect(200).json()).isEqualTo(changed);
    assertThat(rest.get(path + "?read=shared").expect(200).json()).isEqualTo(changed);
    assertThat(rest.get(path).header("ETag")).isEqualTo("\"" + changed.path("version") + "\"");
  }

  @Test
  void refusesAChangeOfAVersionThatIsGone() {
    rest.put(path, body("Mug", "k", 1), "If-Match", "\"1\"").expect(412);
    String tag = rest.put(path, body("Mug", "k", 1)).expect(201).header("ETag");
    rest.put(path, body("Mug", "k", 2), "If-Match", tag).expect(200);
    rest.put(path, body("Mug", "k", 3), "If-Match", tag).expect(412);
    assertThat(rest.get(path).json().at("/unitPrice/amount").asInt()).isEqualTo(2);
  }

  @Test
  void createsAProductOnceForManyCallersAtOnce() {
    List<Integer> statuses =
        Stream.generate(() -> rest.callLater("PUT", path, body("Mug", "k", 1)))
            .limit(20)
            .toList()
            .stream()
            .map(call -> call.join().status())
            .toList();
    assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(19);
  }

  @Test
  void listsACategoryInPagesInTheOrderOfTheSkus() {
    String category = "c-" + UUID.randomUUID();
    List<String> skus = Stream.generate(ProductsTest::aSku).limit(5).sorted().toList();
    skus.forEach(one -> rest.put("/products/" + one, body("x", category, 1)).expect(201));
    JsonNode first = rest.get("/products?limit=3&category=" + category).expect(200).json();
    assertThat(skusOf(first)).containsExactlyElementsOf(skus.subList(0, 3));
    assertThat(first.path("hasMore").asBoolean()).isTrue();
    String next = first.path("next").asText();
    JsonNode second =
        rest.get("/products?category=" + category + "&after=" + next).expect(200).json();
    assertThat(skusOf(second)).containsExactlyElementsOf(skus.subList(3, 5));
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(rest.get("/products?limit=2").expect(200).json().path("data").size()).isEqualTo(2);
    assertThat(rest.get("/products?category=none-such").expect(200).json().path("data")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=101", "limit=x", "after=%21", "after=YSBi"})
  void refusesABrokenPageRequest(String query) {
    assertThat(rest.get("/products?" + query).expect(400).problem()).isEqualTo("invalid-request");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]",
        "null",
        "{}",
        "{'name': 'M', 'category': 'k'}",
        "{'name': 'M', 'unitPrice': @}",
        "{'category': 'k', 'unitPrice': @}",
        "{'name': '', 'category': 'k', 'unitPrice': @}",
        "{'name': 7, 'category': 'k', 'unitPrice': @}",
        "{'name': 'M', 'category': 'a b', 'unitPrice': @}",
        "{'name': 'M', 'category': 'k', 'unitPrice': @, 'x': 1}",
        "{'name': 'M', 'category': 'k', 'unitPrice': 1}",
        "{'name': 'M', 'category': 'k', 'unitPrice': {'amount': -1, 'currency': 'EUR'}}",
        "{'name': 'M', 'category': 'k', 'unitPrice': {'amount': 1.5, 'currency': 'EUR'}}",
        "{'name': 'M', 'category': 'k', 'unitPrice': {'amount': '1', 'currency': 'EUR'}}",
        "{'name': 'M', 'category': 'k', 'unitPrice': {'amount': 1e99, 'currency': 'EUR'}}",
        "{'name': 'M', 'category': 'k', 'unitPrice': {'amount': 1000000000000000, 'currency': 'EUR'}}",
        "{'name': 'M', 'category': 'k', 'unitPrice': {'amount': 1, 'currency': 'XYZ'}}",
        "{'name': 'M', 'category': 'k', 'unitPrice': {'amount': 1}}",
        "{'name': 'M', 'category': 'k', 'unitPrice': {'currency': 'EUR'}}",
        "{'name': 'M', 'category': 'k', 'unitPrice': {'amount': 1, 'currency': 'EUR', 'x': 1}}",
      },
      quoteCharacter = '`')
  void refusesAMalformedProduct(String template) {
    String body = template.replace("@", "{'amount': 1, 'currency': 'EUR'}").replace('\'', '"');
    Rest.Answer refused = rest.put(path, body).expect(400);
    assertThat(refused.problem()).isEqualTo("invalid-request");
    assertThat(refused.json().path("errors")).isNotEmpty();
  }

  @Test
  void refusesAnEmptyBody() {
    assertThat(rest.put(path, "").expect(400).problem()).isEqualTo("invalid-request");
  }

  @Test
  void refusesWhatCannotBeRead() {
    assertThat(rest.get(path).expect(404).problem()).isEqualTo("not-found");
    assertThat(rest.get(path + "?read=shared").expect(404).problem()).isEqualTo("not-found");
    rest.get("/products/a%20b").expect(404);
    rest.put("/products/a%20b", body("x", "k", 1)).expect(400);
    rest.put("/products/" + "x".repeat(65), body("x", "k", 1)).expect(400);
    rest.put(path, body("x", "k", 1)).expect(201);
    assertThat(rest.get(path + "?read=dirty").expect(400).problem()).isEqualTo("invalid-request");
  }

  @Test
  void knowsWhatProductsCost() {
    rest.put(path, body("x", "k", 7)).expect(201);
    Map<String, Money> found =
        transactions
            .run("test", tx -> prices.pricesOf(tx, List.of(sku, "none-such")))
            .await()
            .atMost(Duration.ofSeconds(10));
    assertThat(found).isEqualTo(Map.of(sku, new Money(7, "EUR")));
  }

  private static List<String> skusOf(JsonNode page) {
    return page.path("data").findValuesAsText("sku");
  }

  private static Map<String, Object> body(String name, String category, long amount) {
    return Map.of(
        "name", name,
        "category", category,
        "unitPrice", Map.of("amount", amount, "currency", "EUR"));
  }

  private static String aSku() {
    return "s-" + UUID.randomUUID();
  }
}
