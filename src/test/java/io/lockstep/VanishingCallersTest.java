package io.lockstep;

import static java.util.stream.IntStream.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.TxOptions;
import io.lockstep.testing.ConnectionPool;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RawHttp;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Callers who close their connection in the middle of a request, or come all at once. */
@QuarkusTest
class VanishingCallersTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** After which a caller has gone away, and their request has surely begun. */
  private static final Duration GONE = Duration.ofMillis(300);

  private final Rest rest = Rest.ofTest();
  private final String unique = UUID.randomUUID().toString();

  @Inject Transactions transactions;

  @Test
  void movesMoneyOnceWhenTheCallerGoesAwayAndRepeats() {
    String payer = anAccount(1000);
    String payee = anAccount(1);
    Map<String, Object> transfer =
        Map.of("from", payer, "to", payee, "amount", 10, "currency", "EUR");
    CompletableFuture<Void> release = new CompletableFuture<>();
    CompletableFuture<Void> held = holdAccount(payer, release);
    String key = "vanish-" + unique;
    RawHttp.sendAndGoAway(
        "POST",
        "/transfers",
        """
        {"from": "%s", "to": "%s", "amount": 10, "currency": "EUR"}"""
            .formatted(payer, payee),
        GONE,
        "Idempotency-Key",
        key);
    assertThat(rest.post("/transfers", transfer, "Idempotency-Key", key).expect(409).problem())
        .isEqualTo("request-in-progress");
    release.complete(null);
    held.join();
    Rest.Answer repeated = repeatUntilItRunsNoMore("/transfers", transfer, key);
    assertThat(repeated.expect(201).header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(rest.get("/accounts/" + payer).expect(200).json().path("balance").asLong())
        .isEqualTo(990);
  }

  @Test
  void leavesNoConnectionBehindWhenCallersOfEditsGoAway() {
    String body =
        """
        {"name": "A", "category": "c", "unitPrice": {"amount": 1, "currency": "EUR"}}""";
    for (int i = 0; i < 150; i++) {
      RawHttp.sendAndGoAway("PUT", "/products/p-" + unique, body, Duration.ofMillis(1 + i % 9));
    }
    ConnectionPool.awaitIdle(rest);
    rest.get("/products/p-" + unique).expect(200);
  }

  @Test
  void answersManySimultaneousEditsAndGivesEveryConnectionBack() {
    List<String> users = range(0, 38).mapToObj(i -> "/users/u" + i + "-" + unique).toList();
    users.forEach(user -> rest.put(user, aUser()).expect(201));
    List<CompletableFuture<Rest.Answer>> removals =
        users.stream().map(user -> rest.callLater("DELETE", user, null)).toList();
    assertThat(removals.stream().map(CompletableFuture::join).map(Rest.Answer::status))
        .containsOnly(204);
    ConnectionPool.awaitIdle(rest);
  }

  @Test
  void answersAMixOfEditsOfTheSameFewUsers() {
    List<CompletableFuture<Rest.Answer>> edits = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String user = "/users/m" + i % 5 + "-" + unique;
      edits.add(
          i % 3 == 0 ? rest.callLater("DELETE", user, null) : rest.callLater("PUT", user, aUser()));
    }
    assertThat(edits.stream().map(CompletableFuture::join).map(Rest.Answer::status))
        .isSubsetOf(200, 201, 204, 404);
    ConnectionPool.awaitIdle(rest);
  }

  @Test
  void keepsAKeyedLockForItsCallerWhoGoesAwayWhileWaiting() {
    String lock = "/locks/l-" + unique;
    String held =
        rest.post(lock, Map.of("ttlMs", 60_000)).expect(201).json().path("token").asText();
    Map<String, Object> wanted = Map.of("ttlMs", 60_000, "waitMs", 20_000);
    String body =
        """
        {"ttlMs": 60000, "waitMs": 20000}""";
    String key = "lock-" + unique;
    RawHttp.sendAndGoAway("POST", lock, body, GONE, "Idempotency-Key", key);
    assertThat(rest.post(lock, wanted, "Idempotency-Key", key).expect(409).problem())
        .isEqualTo("request-in-progress");
    rest.delete(lock + "/" + held).expect(204);
    Rest.Answer repeated = repeatUntilItRunsNoMore(lock, wanted, key);
    assertThat(repeated.expect(201).header("Idempotent-Replayed")).isEqualTo("true");
    rest.delete(lock + "/" + repeated.json().path("token").asText()).expect(204);
  }

  @Test
  void letsNobodyHaveALockWhoseCallerHasGone() {
    String lock = "/locks/g-" + unique;
    String held =
        rest.post(lock, Map.of("ttlMs", 60_000)).expect(201).json().path("token").asText();
    String body =
        """
        {"ttlMs": 60000, "waitMs": 20000}""";
    RawHttp.sendAndGoAway("POST", lock, body, GONE);
    rest.delete(lock + "/" + held).expect(204);
    rest.post(lock, Map.of("ttlMs", 1000, "waitMs", 5_000)).expect(201);
  }

  @Test
  void answersARepeatedOrderWithWhatItsWaitCameTo() {
    OrderFixture orders = OrderFixture.through(rest);
    Map<String, Object> order =
        OrderFixture.anOrderOf(orders.aRichUser(), orders.aProductWithStock(10), 2);
    String key = "order-" + unique;
    RawHttp.sendAndGoAway(
        "POST",
        "/orders",
        Rest.write(order),
        Duration.ofMillis(20),
        "Idempotency-Key",
        key,
        "Prefer",
        "wait=20");
    Rest.Answer repeated =
        await()
            .atMost(SOON)
            .until(
                () -> rest.post("/orders", order, "Idempotency-Key", key, "Prefer", "wait=20"),
                answer -> answer.status() != 409);
    assertThat(repeated.expect(201).json().path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(rest.get("/orders?userId=" + order.get("userId")).expect(200).json().path("data"))
        .hasSize(1);
  }

  @Test
  void placesOneOrderForEachKeyOfManyWhoGoAwayAndRepeat() {
    OrderFixture orders = OrderFixture.through(rest);
    Map<String, Object> order =
        OrderFixture.anOrderOf(orders.aRichUser(), orders.aProductWithStock(1000), 1);
    String body = Rest.write(order);
    for (int i = 0; i < 100; i++) {
      String key = "many-" + i + "-" + unique;
      RawHttp.sendAndGoAway(
          "POST", "/orders", body, Duration.ofMillis(1 + i % 15), "Idempotency-Key", key);
      repeatUntilItRunsNoMore("/orders", order, key).expect(201);
    }
    assertThat(
            rest.get("/orders?limit=100&userId=" + order.get("userId"))
                .expect(200)
                .json()
                .path("data"))
        .hasSize(100);
    ConnectionPool.awaitIdle(rest);
  }

  private Rest.Answer repeatUntilItRunsNoMore(String path, Object body, String key) {
    return await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(SOON)
        .until(
            () -> rest.post(path, body, "Idempotency-Key", key), answer -> answer.status() != 409);
  }

  private CompletableFuture<Void> holdAccount(String id, CompletableFuture<Void> release) {
    CompletableFuture<Void> locked = new CompletableFuture<>();
    CompletableFuture<Void> ended =
        transactions
            .run(
                TxOptions.of("test-holds-a-row"),
                tx ->
                    tx.lock(
                            RowLock.UPDATE,
                            "SELECT id FROM accounts WHERE id = ?",
                            row -> row.getString("id"),
                            id)
                        .invoke(found -> locked.complete(null))
                        .chain(() -> Uni.createFrom().completionStage(release)))
            .subscribeAsCompletionStage();
    locked.join();
    return ended;
  }

  private String anAccount(long balance) {
    String id = "acc-" + UUID.randomUUID();
    rest.put("/accounts/" + id, Map.of("currency", "EUR")).expect(201);
    rest.post("/accounts/" + id + "/deposits", Map.of("amount", balance, "currency", "EUR"))
        .expect(201);
    return id;
  }

  private static Map<String, String> aUser() {
    return Map.of("name", "Ann", "email", "ann@example.org");
  }
}
