package io.lockstep.orders.placing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Rest.Answer;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders that have a number of their caller's own. */
@QuarkusTest
class ExternalIdTest {
  private static final int CALLERS = 50;

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);
  private final String externalId = "no. " + UUID.randomUUID();
  private String user;
  private String sku;

  @BeforeEach
  void makeUserAndProduct() {
    user = given.aRichUser();
    sku = given.aProductWithStock(1000);
  }

  @Test
  void isShownInEveryAnswer() {
    JsonNode placed = rest.post("/orders", order(user, externalId)).expect(201).json();
    String id = placed.path("id").asText();

    assertThat(placed.path("externalId").asText()).isEqualTo(externalId);
    assertThat(rest.get("/orders/" + id).json().path("externalId").asText()).isEqualTo(externalId);
    assertThat(listed("userId=" + user).get(0).path("externalId").asText()).isEqualTo(externalId);
  }

  @Test
  void isNullWhereThereIsNone() {
    JsonNode placed = rest.post("/orders", OrderFixture.anOrderOf(user, sku, 1)).expect(201).json();

    assertThat(placed.has("externalId")).isTrue();
    assertThat(placed.path("externalId").isNull()).isTrue();
  }

  @Test
  void oneOrderIsMadeOfFiftyAtOnceAndTheOthersHearItsId() {
    List<Answer> answers =
        together(i -> rest.callLater("POST", "/orders", order(user, externalId)));

    String id = theOnlyOne(answers).path("id").asText();
    assertThat(answers.stream().filter(answer -> answer.status() != 201))
        .hasSize(CALLERS - 1)
        .allMatch(answer -> answer.expect(409).problem().equals("external-id-taken"))
        .allMatch(answer -> answer.json().path("orderId").asText().equals(id));
    assertThat(listed("userId=" + user)).hasSize(1);
  }

  /** Many batches, each with several of each id, and some without. */
  @Test
  void oneOrderIsMadeForEachIdThoughManyAreMixed() {
    List<Answer> answers =
        together(
            i ->
                rest.callLater(
                    "POST",
                    "/orders",
                    i % 5 == 0
                        ? OrderFixture.anOrderOf(user, sku, 1)
                        : order(user, externalId + i % 5)));

    assertThat(answers).allMatch(answer -> answer.status() == 201 || answer.status() == 409);
    assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(10 + 4);
    assertThat(listed("limit=100&userId=" + user)).hasSize(14);
  }

  @Test
  void belongsToOneUserAlone() {
    rest.post("/orders", order(user, externalId)).expect(201);
    rest.post("/orders", order(given.aRichUser(), externalId)).expect(201);

    assertThat(listed("externalId=" + encoded(externalId))).hasSize(2);
  }

  @Test
  void isComparedByteForByte() {
    for (String other :
        List.of("a", "A", "a ", " a", "á", "a\u0301", "sha256=a", "😀".repeat(64))) {
      rest.post("/orders", order(user, other)).expect(201);
      rest.post("/orders", order(user, other)).expect(409);
    }
  }

  @Test
  void isNotTakenByAnOrderThatIsRefused() {
    Map<String, Object> refused = new HashMap<>(OrderFixture.anOrderOf(user, "no-sku", 1));
    refused.put("externalId", externalId);

    rest.post("/orders", refused).expect(422);
    rest.post("/orders", order(user, externalId)).expect(201);
  }

  @Test
  void aReplayedRefusalSaysTheSame() {
    String key = UUID.randomUUID().toString();
    rest.post("/orders", order(user, externalId)).expect(201);

    Answer first =
        rest.post("/orders", order(user, externalId), "Idempotency-Key", key).expect(409);
    Answer replay =
        rest.post("/orders", order(user, externalId), "Idempotency-Key", key).expect(409);

    assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(replay.text()).isEqualTo(first.text());
  }

  /** A repeat is a repeat, and not a second order with the same id. */
  @Test
  void aRepeatUnderItsKeyHearsOfItsOwnOrder() {
    String key = UUID.randomUUID().toString();
    Answer first =
        rest.post("/orders", order(user, externalId), "Idempotency-Key", key).expect(201);
    Answer replay =
        rest.post("/orders", order(user, externalId), "Idempotency-Key", key).expect(201);

    assertThat(replay.text()).isEqualTo(first.text());
  }

  @Test
  void isRefusedWhereItIsNoneOrTooLong() {
    for (Object wrong : new Object[] {"", "x".repeat(65), "😀".repeat(65), 7, List.of(), true}) {
      Answer answer = rest.post("/orders", order(user, wrong)).expect(400);
      assertThat(answer.json().path("errors").get(0).path("field").asText())
          .isEqualTo("externalId");
    }
    rest.post("/orders", order(user, "half \\uD800").toString()).expect(400);
  }

  /** As orders were before there was such a thing. */
  @Test
  void ordersFromBeforeHaveNone() {
    String id = given.aNewOrder(user, sku, 1);
    JsonNode before = given.theFinal(id);
    Tables.of(Stack.current())
        .run("UPDATE orders SET external_id = NULL, metadata = NULL WHERE id = '" + id + "'");

    assertThat(rest.get("/orders/" + id).expect(200).json()).isEqualTo(before);
  }

  private Map<String, Object> order(String of, Object number) {
    Map<String, Object> order = new HashMap<>(OrderFixture.anOrderOf(of, sku, 1));
    order.put("externalId", number);
    return order;
  }

  private JsonNode listed(String query) {
    return rest.get("/orders?" + query).expect(200).json().path("data");
  }

  private static JsonNode theOnlyOne(List<Answer> answers) {
    List<Answer> made = answers.stream().filter(answer -> answer.status() == 201).toList();
    assertThat(made).hasSize(1);
    return made.get(0).json();
  }

  private static List<Answer> together(IntFunction<CompletableFuture<Answer>> call) {
    List<CompletableFuture<Answer>> calls = IntStream.range(0, CALLERS).mapToObj(call).toList();
    return calls.stream().map(CompletableFuture::join).toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
