package io.lockstep.orders.placing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Rest.Answer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers keep with their orders. */
@QuarkusTest
class MetadataTest {
  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);

  @Test
  void isShownInEveryAnswerInTheOrderGiven() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("zone", "");
    metadata.put("a \" 😀", "é\n\t'\\");
    JsonNode placed = place(given.aRichUser(), Rest.write(metadata)).expect(201).json();
    String id = placed.path("id").asText();

    assertThat(placed.path("metadata").toString()).isEqualTo(Rest.write(metadata));
    assertThat(rest.get("/orders/" + id).json().path("metadata").toString())
        .isEqualTo(Rest.write(metadata));
    assertThat(
            rest.get("/orders?userId=" + placed.path("userId").asText())
                .json()
                .path("data")
                .get(0)
                .path("metadata")
                .toString())
        .isEqualTo(Rest.write(metadata));
    assertThat(rest.post("/orders/" + id + "/cancel", null).text()).contains("\"zone\":\"\"");
  }

  @Test
  void isEmptyWhereThereIsNone() {
    String user = given.aRichUser();
    assertThat(
            rest.post("/orders", OrderFixture.anOrderOf(user, given.aProduct(), 1))
                .expect(201)
                .text())
        .contains("\"metadata\":{}");
    assertThat(place(user, "null").expect(201).text()).contains("\"metadata\":{}");
    assertThat(place(user, "{}").expect(201).text()).contains("\"metadata\":{}");
  }

  /** In UTF-8 the largest are 44 kB; escaped as JSON, control characters make more of them. */
  @Test
  void takesTheLargestThatThereIs() {
    for (String letter : new String[] {"x", "😀", "\u0001", "\""}) {
      Map<String, String> metadata = new LinkedHashMap<>();
      for (char name = 'a'; name < 'a' + 20; name++) {
        metadata.put(name + letter.repeat(39), letter.repeat(500));
      }
      JsonNode placed = place(given.aRichUser(), Rest.write(metadata)).expect(201).json();

      assertThat(
              rest.get("/orders/" + placed.path("id").asText())
                  .expect(200)
                  .json()
                  .path("metadata")
                  .toString())
          .isEqualTo(Rest.write(metadata));
    }
  }

  /** Of each 75 kB when they travel to the database: together more than it takes at once. */
  @Test
  void aCrowdOfTheLargestHarmsNobody() {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (char name = 'a'; name < 'a' + 20; name++) {
      metadata.put(name + "\u0001".repeat(39), "\u0001".repeat(500));
    }
    String body = body(given.aRichUser(), given.aProduct(), Rest.write(metadata));

    List<CompletableFuture<Answer>> calls =
        IntStream.range(0, 600)
            .mapToObj(
                i ->
                    rest.callLater(
                        "POST", "/orders", body, "Idempotency-Key", "crowd " + UUID.randomUUID()))
            .toList();

    assertThat(calls).allMatch(call -> call.join().status() == 201);
  }

  @Test
  void isTheSameInAReplay() {
    String user = given.aRichUser();
    String body = body(user, given.aProduct(), "{\"b\":\"1\",\"a\":\"2\"}");
    String key = UUID.randomUUID().toString();
    String first = rest.post("/orders", body, "Idempotency-Key", key).expect(201).text();

    assertThat(rest.post("/orders", body, "Idempotency-Key", key).expect(201).text())
        .isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1} | metadata.a",
        "{\"a\":true} | metadata.a",
        "{\"a\":1.5} | metadata.a",
        "{\"b\":\"x\",\"a\":null} | metadata.a",
        "{\"a\":{}} | metadata.a",
        "{\"a\":{\"b\":\"c\"}} | metadata.a",
        "{\"a\":[\"b\"]} | metadata.a",
        "{\"\":\"x\"} | metadata.",
        "[] | metadata",
        "[\"a\"] | metadata",
        "\"a\" | metadata",
        "7 | metadata",
      })
  void isRefusedUnlessItIsAnObjectOfTexts(String metadata, String field) {
    assertThat(fieldOf(place("someone", metadata))).isEqualTo(field);
  }

  @Test
  void isRefusedWhereItIsTooLarge() {
    assertThat(fieldOf(place("someone", "{\"" + "n".repeat(41) + "\":\"x\"}")))
        .isEqualTo("metadata." + "n".repeat(40));
    assertThat(fieldOf(place("someone", "{\"n\":\"" + "x".repeat(501) + "\"}")))
        .isEqualTo("metadata.n");
    Map<String, String> many = new LinkedHashMap<>();
    for (int i = 0; i < 21; i++) {
      many.put("n" + i, "");
    }
    assertThat(fieldOf(place("someone", Rest.write(many)))).isEqualTo("metadata");
  }

  @Test
  void isRefusedWhereAMemberStandsThereTwiceOrIsIllFormed() {
    place("someone", "{\"a\":\"1\",\"a\":\"2\"}").expect(400);
    place("someone", "{\"a\":\"\\uD800\"}").expect(400);
    place("someone", "{\"\\u0000\":\"a\"}").expect(400);
  }

  private Answer place(String user, String metadata) {
    return rest.post("/orders", body(user, given.aProduct(), metadata));
  }

  private static String body(String user, String sku, String metadata) {
    return "{\"userId\":\"%s\",\"items\":[{\"sku\":\"%s\",\"quantity\":1}],\"metadata\":%s}"
        .formatted(user, sku, metadata);
  }

  private static String fieldOf(Answer answer) {
    return answer.expect(400).json().path("errors").get(0).path("field").asText();
  }
}
