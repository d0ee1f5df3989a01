package io.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.sql.Transactions;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PricesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Inject Transactions transactions;
  @Inject AdjustingPrices adjusting;

  private final Rest rest = Rest.ofTest();
  private final String category = "c-" + UUID.randomUUID();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"add\": 5}|1005",
        "{\"add\": -1000}|0",
        "{\"percent\": 10}|1100",
        "{\"percent\": -100}|0",
        "{\"percent\": 0.05}|1001", // 1000.5: half up
        "{\"percent\": 0.0499}|1000",
        "{\"percent\": -0.05}|1000", // 999.5: half up
        "{\"percent\": 1e1}|1100",
      })
  void changesAPrice(String body, long expected) {
    String path = aProduct(1000);
    Rest.Answer changed = rest.patch(path + "/price", body).expect(200);
    assertThat(changed.json().at("/unitPrice/amount").asLong()).isEqualTo(expected);
    assertThat(rest.get(path).json()).isEqualTo(changed.json());
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"add\": -1001}|price-below-zero",
        "{\"percent\": -100.1}|price-below-zero",
        "{\"add\": 999999999999999}|price-overflow",
      })
  void refusesAPriceThatNoProductCanHave(String body, String problem) {
    String path = aProduct(1000);
    assertThat(rest.patch(path + "/price", body).expect(422).problem()).isEqualTo(problem);
    assertThat(priceOf(path)).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"add\": 1, \"percent\": 1}",
        "{\"add\": null}",
        "{\"add\": 1.5}",
        "{\"add\": \"1\"}",
        "{\"add\": 1000000000000000}",
        "{\"percent\": \"1\"}",
        "{\"percent\": true}",
        "{\"percent\": 1.00001}",
        "{\"percent\": 1e400}",
        "{\"percent\": 1e999999999}",
        "{\"multiply\": 2}",
      })
  void refusesAMalformedPriceChange(String body) {
    String path = aProduct(1000);
    assertThat(rest.patch(path + "/price", body).expect(400).problem())
        .isEqualTo("invalid-request");
    assertThat(priceOf(path)).isEqualTo(1000);
  }

  @Test
  void refusesAChangeOfWhatIsNotThere() {
    rest.patch("/products/none-" + UUID.randomUUID() + "/price", "{\"add\": 1}").expect(404);
    rest.patch("/products/a%20b/price", "{\"add\": 1}").expect(400);
    String path = aProduct(1000);
    rest.patch(path + "/price", "{\"add\": 1}", "If-Match", "\"7\"").expect(412);
    rest.patch(path + "/price", "{\"add\": 1}", "If-Match", "\"1\"").expect(200);
  }

  @Test
  void keepsEveryOneOfManyChangesAtOnce() {
    String path = aProduct(1000);
    List<CompletableFuture<Rest.Answer>> calls =
        Stream.generate(() -> rest.callLater("PATCH", path + "/price", "{\"add\": 1}"))
            .limit(64)
            .toList();
    calls.forEach(call -> call.join().expect(200));
    assertThat(priceOf(path)).isEqualTo(1064);
  }

  @Test
  void adjustsEachProductOfACategoryOnceInBatches() {
    List<String> products = Stream.generate(() -> aProduct(200)).limit(25).toList();
    String other = aProductOf("o-" + UUID.randomUUID(), 200);
    JsonNode done = awaitDone(adjust("{\"category\": \"%s\", \"percent\": 50, \"batchSize\": 4}"));
    assertThat(done.fieldNames())
        .toIterable()
        .containsExactly("status", "total", "adjusted", "skipped", "failures");
    assertThat(done.path("total").asInt()).isEqualTo(25);
    assertThat(done.path("adjusted").asInt()).isEqualTo(25);
    assertThat(products).allMatch(path -> priceOf(path) == 300);
    assertThat(priceOf(other)).isEqualTo(200);
  }

  @Test
  void adjustsOnceAlsoWhenSeveralWorkOnIt() {
    List<String> products = Stream.generate(() -> aProduct(100)).limit(20).toList();
    String id = adjust("{\"category\": \"%s\", \"percent\": 100, \"batchSize\": 1}");
    Multi.createFrom()
        .range(0, 40)
        .onItem()
        .transformToUni(n -> adjusting.adjustBatch())
        .merge(8)
        .collect()
        .asList()
        .await()
        .atMost(TIMEOUT);
    awaitDone(id);
    assertThat(products).allMatch(path -> priceOf(path) == 200);
  }

  @Test
  void goesOnWhereACrashLeftIt() {
    List<String> products = Stream.generate(() -> aProduct(100)).limit(6).sorted().toList();
    String id = UUID.randomUUID().toString();
    String third = products.get(2).substring("/products/".length());
    transactions
        .run(
            "test",
            tx ->
                tx.update(
                    """
                    INSERT INTO price_adjustments
                      (id, category, percent, batch_size, status, total, adjusted, last_sku, created_at)
                    VALUES (?, ?, 10, 2, 'RUNNING', 6, 3, ?, UTC_TIMESTAMP(6))
                    """,
                    id,
                    category,
                    third))
        .await()
        .atMost(TIMEOUT);
    assertThat(awaitDone(id).path("adjusted").asInt()).isEqualTo(6);
    assertThat(products.stream().map(this::priceOf))
        .containsExactly(100L, 100L, 100L, 110L, 110L, 110L);
  }

  @Test
  void skipsAndNamesWhatCannotBeAdjusted() {
    List<String> products = Stream.generate(() -> aProduct(100)).limit(9).sorted().toList();
    plant("UPDATE products SET price = 999999999999999 WHERE sku = ?", skuOf(products.get(2)));
    plant(
        "UPDATE products SET version = 9223372036854775807 WHERE sku = ?", skuOf(products.get(5)));

    JsonNode done = awaitDone(aPlantedJob("10", 4));

    assertThat(done.path("total").asInt()).isEqualTo(9);
    assertThat(done.path("adjusted").asInt()).isEqualTo(7);
    assertThat(done.path("skipped").asInt()).isEqualTo(2);
    assertThat(done.path("failures").toString())
        .isEqualTo(
            "[{\"id\":\"%s\",\"reason\":\"overflow\"},{\"id\":\"%s\",\"reason\":\"refused\"}]"
                .formatted(skuOf(products.get(2)), skuOf(products.get(5))));
    assertThat(products.stream().filter(path -> priceOf(path) == 110)).hasSize(7);
    plant("UPDATE products SET version = 1 WHERE sku = ?", skuOf(products.get(5)));
  }

  @Test
  void goesOnWithTheNextJobWhereOneIsAllBad() {
    Stream.generate(() -> aProduct(100)).limit(5).forEach(this::priceOf);
    String bad = aPlantedJob("-150", 2);
    String other = "o-" + UUID.randomUUID();
    String healthy = aProductOf(other, 200);

    String id =
        rest.post("/price-adjustments", Map.of("category", other, "percent", 50))
            .expect(202)
            .json()
            .path("id")
            .asText();

    awaitDone(id);
    assertThat(priceOf(healthy)).isEqualTo(300);
    JsonNode done = awaitDone(bad);
    assertThat(done.path("adjusted").asInt()).isZero();
    assertThat(done.path("failures")).hasSize(5);
    assertThat(done.at("/failures/0/reason").asText()).isEqualTo("below-zero");
  }

  @Test
  void laterJobsDoNotWaitForOneWhoseProductSomebodyHasLocked() {
    String locked = aProduct(100);
    String other = "o-" + UUID.randomUUID();
    String free = aProductOf(other, 200);
    Tables.of(Stack.current())
        .whileLocked(
            "SELECT * FROM products WHERE sku = '" + skuOf(locked) + "' FOR UPDATE",
            () -> {
              String blocked = adjust("{\"category\": \"%s\", \"percent\": 10}");
              String later =
                  rest.post("/price-adjustments", Map.of("category", other, "percent", 50))
                      .expect(202)
                      .json()
                      .path("id")
                      .asText();
              awaitDone(later);
              assertThat(priceOf(free)).isEqualTo(300);
              assertThat(rest.get("/price-adjustments/" + blocked).json().path("status").asText())
                  .isEqualTo("RUNNING");
            });
    await().atMost(TIMEOUT).until(() -> priceOf(locked) == 110);
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                Tables.of(Stack.current())
                        .number(
                            "SELECT COUNT(*) FROM set_aside WHERE use_case = 'price-adjustment'")
                    == 0);
  }

  /** One that asks for what would have been refused, or has become impossible since. */
  private String aPlantedJob(String percent, int batch) {
    String id = UUID.randomUUID().toString();
    transactions
        .run(
            "test",
            tx ->
                tx.update(
                    """
                    INSERT INTO price_adjustments
                      (id, category, percent, batch_size, status, total, adjusted, last_sku, created_at)
                    SELECT ?, ?, %s, ?, 'RUNNING', COUNT(*), 0, '', UTC_TIMESTAMP(6)
                      FROM products WHERE category = ?
                    """
                        .formatted(percent),
                    id,
                    category,
                    batch,
                    category))
        .await()
        .atMost(TIMEOUT);
    return id;
  }

  private void plant(String sql, String sku) {
    transactions.run("test", tx -> tx.update(sql, sku)).await().atMost(TIMEOUT);
  }

  private static String skuOf(String path) {
    return path.substring("/products/".length());
  }

  @Test
  void completesAnAdjustmentOfNothing() {
    assertThat(awaitDone(adjust("{\"category\": \"%s\", \"percent\": 1.5}")).path("total").asInt())
        .isZero();
  }

  @Test
  void requestsAnAdjustmentOnceUnderOneKey() {
    String path = aProduct(100);
    String body = "{\"category\": \"%s\", \"percent\": 10}".formatted(category);
    String key = UUID.randomUUID().toString();
    String first = rest.post("/price-adjustments", body, "Idempotency-Key", key).expect(202).text();
    String second =
        rest.post("/price-adjustments", body, "Idempotency-Key", key).expect(202).text();
    assertThat(second).isEqualTo(first);
    awaitDone(idIn(first));
    assertThat(priceOf(path)).isEqualTo(110);
  }

  @Test
  void refusesAnAdjustmentThatNoPriceCanTake() {
    String path = aProduct(999_999_999_999_999L);
    String body = "{\"category\": \"" + category + "\", \"percent\": ";
    assertThat(rest.post("/price-adjustments", body + "1}").expect(422).problem())
        .isEqualTo("price-overflow");
    assertThat(rest.post("/price-adjustments", body + "-101}").expect(422).problem())
        .isEqualTo("price-below-zero");
    assertThat(priceOf(path)).isEqualTo(999_999_999_999_999L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"category\": \"k\"}",
        "{\"percent\": 1}",
        "{\"category\": \"a b\", \"percent\": 1}",
        "{\"category\": \"k\", \"percent\": \"1\"}",
        "{\"category\": \"k\", \"percent\": 1.23456}",
        "{\"category\": \"k\", \"percent\": 12345678901}",
        "{\"category\": \"k\", \"percent\": 1, \"batchSize\": 0}",
        "{\"category\": \"k\", \"percent\": 1, \"batchSize\": 1.5}",
        "{\"category\": \"k\", \"percent\": 1, \"batchSize\": 99999999999}",
        "{\"category\": \"k\", \"percent\": 1, \"x\": 1}",
      })
  void refusesAMalformedAdjustment(String body) {
    assertThat(rest.post("/price-adjustments", body).expect(400).problem())
        .isEqualTo("invalid-request");
  }

  @Test
  void findsNoAdjustmentThatWasNotRequested() {
    rest.get("/price-adjustments/" + UUID.randomUUID()).expect(404);
    rest.get("/price-adjustments/nonsense").expect(404);
  }

  private String adjust(String body) {
    return idIn(rest.post("/price-adjustments", body.formatted(category)).expect(202).text());
  }

  private JsonNode awaitDone(String id) {
    return await()
        .atMost(TIMEOUT)
        .until(
            () -> rest.get("/price-adjustments/" + id).expect(200).json(),
            found -> found.path("status").asText().equals("COMPLETED"));
  }

  private String aProduct(long price) {
    return aProductOf(category, price);
  }

  private String aProductOf(String itsCategory, long price) {
    String path = "/products/p-" + UUID.randomUUID();
    Map<String, Object> unitPrice = Map.of("amount", price, "currency", "EUR");
    rest.put(path, Map.of("name", "x", "category", itsCategory, "unitPrice", unitPrice))
        .expect(201);
    return path;
  }

  private long priceOf(String path) {
    return rest.get(path).expect(200).json().at("/unitPrice/amount").asLong();
  }

  private static String idIn(String body) {
    return body.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
  }
}
