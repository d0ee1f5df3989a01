package io.lockstep.payments.webhooks;

import static io.lockstep.testing.OrderFixture.anOrderOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a provider tells by itself: its payments are made by nothing else here, because its address
 * is not configured.
 */
@QuarkusTest
@TestProfile(PaymentWebhooksTest.WithSecrets.class)
class PaymentWebhooksTest {
  private static final String OLD_SECRET = "the-secret-before";
  private static final String SECRET = "the-secret-of-now";
  private static final String HOOK = "/payments/webhooks/http";
  private static final int PRICE = 1_200;

  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);
  private final Tables tables = Tables.of(Stack.current());

  private final List<String> orders = new ArrayList<>();

  /** So that the audit of later tests, which have another provider, holds. */
  @AfterEach
  void leaveNothingOpen() throws Exception {
    for (String order : orders) {
      String payment = paymentOf(order);
      if (statusOf(order).equals("REQUESTED")) {
        tell(payment, "DECLINED", PRICE, "evt-" + UUID.randomUUID()).expect(200);
      }
      given.theFinal(order);
    }
    tables.run(
        "DELETE FROM payment_differences WHERE provider = 'http'",
        "DELETE FROM payment_steps WHERE provider = 'http'",
        // some have freed the money of an order that is confirmed
        """
        UPDATE payments p JOIN orders o ON o.id = p.order_id
           SET p.status = 'CAPTURED', p.confirmed = 'CAPTURED'
         WHERE p.provider = 'http' AND o.status = 'CONFIRMED'
        """);
    assertThat(check("payments-settled").path("ok").asBoolean()).isTrue();
  }

  @Test
  void movesAPaymentAndItsOrderByWhatIsTold() throws Exception {
    String order = anOrder();
    String payment = paymentOf(order);

    tell(payment, "AUTHORISED", PRICE, "evt-" + UUID.randomUUID()).expect(200);

    assertThat(given.theFinal(order).path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(statusOf(order)).isEqualTo("AUTHORISED");
    tell(payment, "CAPTURED", PRICE, "evt-" + UUID.randomUUID()).expect(200);
    assertThat(statusOf(order)).isEqualTo("CAPTURED");
    assertThat(published(order)).containsExactly("payment.completed", "payment.captured");
  }

  @Test
  void appliesEachOnceAndInAnyOrder() throws Exception {
    String order = anOrder();
    String payment = paymentOf(order);
    String captured = "evt-" + UUID.randomUUID();

    tell(payment, "CAPTURED", PRICE, captured).expect(200);
    tell(payment, "CAPTURED", PRICE, captured).expect(200);
    tell(payment, "AUTHORISED", PRICE, "evt-" + UUID.randomUUID()).expect(200);
    tell(payment, "DECLINED", PRICE, "evt-" + UUID.randomUUID()).expect(200);

    assertThat(given.theFinal(order).path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(statusOf(order)).isEqualTo("CAPTURED");
    assertThat(published(order)).containsExactly("payment.completed", "payment.captured");
  }

  @ParameterizedTest
  @CsvSource({
    "VOIDED,   payment.failed",
    "REFUNDED, payment.completed payment.captured payment.refunded",
  })
  void saysInTheTimelineWhatWasPublished(String status, String published) throws Exception {
    String order = anOrder();

    tell(paymentOf(order), status, PRICE, "evt-" + UUID.randomUUID()).expect(200);

    assertThat(published(order)).containsExactly(published.split(" "));
  }

  @Test
  void keepsAnotherAmountAsADifferenceAndAppliesNothingOfIt() throws Exception {
    String order = anOrder();
    String payment = paymentOf(order);

    tell(payment, "AUTHORISED", PRICE + 1, "evt-" + UUID.randomUUID()).expect(200);

    assertThat(statusOf(order)).isEqualTo("REQUESTED");
    assertThat(detailOf("payments-agree-with-provider")).contains(payment, "amount");
  }

  @Test
  void namesAPaymentWithAnIdOfOursThatIsNotHere() throws Exception {
    String nobodys = UUID.randomUUID().toString();

    tell(nobodys, "CAPTURED", PRICE, "evt-" + UUID.randomUUID()).expect(200);

    assertThat(detailOf("payments-agree-with-provider")).contains(nobodys, "missing-here");
  }

  @Test
  void keepsAndIgnoresWhatItDoesNotKnow() throws Exception {
    String body = Rest.write(Map.of("id", "evt-" + UUID.randomUUID(), "type", "payout.sent"));

    send(body, signed(body, SECRET, Instant.now())).expect(200);
    send(body, signed(body, SECRET, Instant.now())).expect(200);
  }

  @Test
  void takesTheSecretBeforeWhileItIsChanged() throws Exception {
    String body = Rest.write(Map.of("id", "evt-" + UUID.randomUUID(), "type", "x"));

    send(body, signed(body, OLD_SECRET, Instant.now())).expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "t=1,v1=00", "v1=", "t=x,v1=zz", "nonsense", "t=9999999999999,v1=00"})
  void refusesWhatIsNotSigned(String signature) throws Exception {
    String order = anOrder();
    String body = body(paymentOf(order), "AUTHORISED", PRICE, "evt-1");

    Rest.Answer answer = send(body, signature).expect(401);

    assertThat(answer.problem()).isEqualTo("unauthenticated");
    assertThat(answer.header("WWW-Authenticate")).isNotNull();
    assertThat(statusOf(order)).isEqualTo("REQUESTED");
  }

  @Test
  void refusesWhatIsSignedWithAnotherSecretOrForAnotherBodyOrTooLongAgo() throws Exception {
    String body = Rest.write(Map.of("id", "evt-2", "type", "x"));
    Instant now = Instant.now();

    send(body, signed(body, "another-secret", now)).expect(401);
    send(body, signed(body + " ", SECRET, now)).expect(401);
    send(body, signed(body, SECRET, now.minus(Duration.ofMinutes(6)))).expect(401);
    send(body, signed(body, SECRET, now.plus(Duration.ofMinutes(6)))).expect(401);
    rest.post(HOOK, Map.of("id", "evt-2", "type", "x")).expect(401);
  }

  @Test
  void refusesWhatCannotBeReadOrIsForNobody() throws Exception {
    for (String body : new String[] {"[]", "{}", "{\"id\":1,\"type\":\"x\"}"}) {
      assertThat(send(body, signed(body, SECRET, Instant.now())).expect(400).problem())
          .isEqualTo("invalid-request");
    }
    rest.post("/payments/webhooks/nobody", Map.of()).expect(404);
    rest.post("/payments/webhooks/ledger", Map.of()).expect(404);
    rest.post(HOOK, Map.of("id", "x".repeat(1024 * 1024))).expect(413);
  }

  /** Taps hold each message against the AsyncAPI document. */
  @Test
  void publishesOnBothBrokersWhatAnOutsideProviderHasConfirmed() throws Exception {
    try (RabbitTap exchange = RabbitTap.on(Stack.current()).bind("payment.events", "#");
        KafkaTap topic = KafkaTap.on(Stack.current(), "payment-events")) {
      String kept = anOrder();
      String payment = paymentOf(kept);
      tell(payment, "AUTHORISED", PRICE, "evt-" + UUID.randomUUID()).expect(200);
      tell(payment, "CAPTURED", PRICE, "evt-" + UUID.randomUUID()).expect(200);
      String freed = anOrder();
      String voided = paymentOf(freed);
      tell(voided, "AUTHORISED", PRICE, "evt-" + UUID.randomUUID()).expect(200);
      tell(voided, "VOIDED", PRICE, "evt-" + UUID.randomUUID()).expect(200);

      for (String[] fact : new String[][] {{"payment.captured", kept}, {"payment.voided", freed}}) {
        exchange.await(
            message -> fact[0].equals(message.type()) && fact[1].equals(message.subject()));
        topic.await(message -> fact[0].equals(message.type()) && fact[1].equals(message.key()));
      }
    }
  }

  /** The messages of its payment, as the timeline of the order tells them. */
  private List<String> published(String order) {
    List<String> types = new ArrayList<>();
    for (JsonNode entry :
        rest.get("/orders/" + order + "/timeline").expect(200).json().path("data")) {
      String type = entry.path("name").asText();
      if (type.startsWith("payment.") && entry.path("detail").asText().equals("sent")) {
        types.add(type);
      }
    }
    return types;
  }

  private String anOrder() {
    String user = given.aUserWithoutMoney();
    String sku = given.aProductWithStock(10);
    String id =
        rest.post("/orders", anOrderOf(user, sku, 1)).expect(201).json().path("id").asText();
    orders.add(id);
    return id;
  }

  private String paymentOf(String order) {
    return Awaitility.await("there is a payment of " + order)
        .until(
            () -> rest.get("/orders/" + order + "/payment").json().path("id").asText(),
            id -> !id.isEmpty());
  }

  private String statusOf(String order) {
    return rest.get("/orders/" + order + "/payment").expect(200).json().path("status").asText();
  }

  private String detailOf(String failing) {
    JsonNode check = check(failing);
    assertThat(check.path("ok").asBoolean()).isFalse();
    return check.path("detail").asText();
  }

  private JsonNode check(String name) {
    for (JsonNode check : rest.get("/audit").expect(200).json().path("checks")) {
      if (check.path("name").asText().equals(name)) {
        return check;
      }
    }
    throw new AssertionError("there is no check " + name);
  }

  private Rest.Answer tell(String payment, String status, long amount, String id) throws Exception {
    String body = body(payment, status, amount, id);
    return send(body, signed(body, SECRET, Instant.now()));
  }

  private Rest.Answer send(String body, String signature) {
    return rest.post(HOOK, body, "Lockstep-Signature", signature);
  }

  private static String body(String payment, String status, long amount, String id) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("paymentId", payment);
    said.put("reference", "ref-" + payment);
    said.put("status", status);
    said.put("amount", amount);
    said.put("currency", "EUR");
    said.put("reason", null);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", id);
    body.put("type", "payment.told");
    body.put("payment", said);
    return Rest.write(body);
  }

  private static String signed(String body, String secret, Instant at) throws Exception {
    String time = Long.toString(at.getEpochSecond());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signature = mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8));
    return "t=" + time + ",v1=" + HexFormat.of().formatHex(signature);
  }

  /** A provider that cannot be asked, and whose webhooks are signed with either of two secrets. */
  public static final class WithSecrets implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "lockstep.payments.provider",
          "http",
          "lockstep.payments.http.webhook-secrets",
          OLD_SECRET + "," + SECRET);
    }
  }
}
