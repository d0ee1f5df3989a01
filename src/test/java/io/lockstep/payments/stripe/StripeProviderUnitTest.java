package io.lockstep.payments.stripe;

import static io.lockstep.payments.PaymentRequests.KEY;
import static io.lockstep.payments.PaymentRequests.METHOD;
import static io.lockstep.payments.PaymentRequests.ORDER;
import static io.lockstep.payments.PaymentRequests.PAYMENT;
import static io.lockstep.payments.PaymentRequests.aPayment;
import static io.lockstep.payments.PaymentRequests.knownAs;
import static io.lockstep.payments.stripe.StripeObjects.INTENT;
import static io.lockstep.payments.stripe.StripeObjects.error;
import static io.lockstep.payments.stripe.StripeObjects.intent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import io.lockstep.payments.spi.ProviderRefused;
import io.lockstep.testing.RecordedServer;
import io.lockstep.testing.RecordedServer.Asked;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StripeProviderUnitTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private RecordedServer server;
  private StripeProvider provider;

  @BeforeEach
  void start() {
    server = RecordedServer.start(VERTX);
    provider = StripeProviders.at(VERTX, server.url(), KEY, Duration.ofMillis(700));
  }

  /** Whatever was asked is in the description of the interface. */
  @AfterEach
  void end() {
    server.close();
    assertThat(server.asked()).allSatisfy(StripeInterface::assertKnows);
    assertThat(server.asked())
        .extracting(Asked::headers)
        .allSatisfy(
            headers ->
                assertThat(headers)
                    .containsEntry("Authorization", "Bearer " + KEY)
                    .containsEntry("Stripe-Version", "2024-06-20"));
  }

  @AfterAll
  static void endAll() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void makesAndConfirmsAnIntentThatIsCapturedLater() {
    answers(200, intent("requires_capture"));

    assertThat(await(provider.authorise(aPayment()))).isEqualTo(payment(State.AUTHORISED, null));

    Asked asked = server.onlyAsked();
    assertThat(asked.method() + " " + asked.uri()).isEqualTo("POST /v1/payment_intents");
    assertThat(asked.headers()).containsEntry("Idempotency-Key", PAYMENT + "-step");
    assertThat(URLDecoder.decode(asked.body(), UTF_8).split("&"))
        .containsExactlyInAnyOrder(
            "amount=1234",
            "currency=eur",
            "capture_method=manual",
            "confirm=true",
            "off_session=true",
            "error_on_requires_action=true",
            "automatic_payment_methods[enabled]=true",
            "automatic_payment_methods[allow_redirects]=never",
            "payment_method=" + METHOD,
            "metadata[payment_id]=" + PAYMENT,
            "metadata[order_id]=" + ORDER,
            "expand[]=latest_charge");
  }

  @Test
  void declinesWhatItCannotAskFor() {
    assertThat(await(provider.authorise(aPayment(1234, "EUR", null, null))).reason())
        .isEqualTo("no-payment-method");
    assertThat(await(provider.authorise(aPayment(1234, "KWD", METHOD, null))))
        .isEqualTo(
            new ProviderPayment(
                PAYMENT, null, State.DECLINED, 1234, "KWD", "amount-not-supported"));
    assertThat(server.asked()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "requires_capture, AUTHORISED, ",
    "succeeded, CAPTURED, ",
    "canceled, VOIDED, ",
    "processing, PENDING, ",
    "requires_payment_method, DECLINED, requires_payment_method",
    "requires_action, DECLINED, requires_action",
    "requires_confirmation, DECLINED, requires_confirmation"
  })
  void readsHowItStandsAfterItsConfirmation(String status, State state, String reason) {
    answers(200, intent(status));

    assertThat(await(provider.authorise(aPayment()))).isEqualTo(payment(state, reason));
  }

  @ParameterizedTest
  @CsvSource({"requires_payment_method", "requires_action", "requires_confirmation"})
  void isNotDeclinedBeforeItsConfirmation(String status) {
    answers(200, intent(status));

    assertThat(await(provider.lookup(knownAs(INTENT)))).isEqualTo(payment(State.PENDING, null));
  }

  @Test
  void looksUpAnIntentWithItsCharge() {
    ObjectNode givenBack = intent("succeeded");
    givenBack.set("latest_charge", StripeObjects.charge(1234));
    ObjectNode givenBackInPart = intent("succeeded");
    givenBackInPart.set("latest_charge", StripeObjects.charge(1));
    ObjectNode expired = intent("canceled").put("cancellation_reason", "automatic");
    answers(200, givenBack);
    answers(200, givenBackInPart);
    answers(200, expired);
    answers(200, StripeObjects.declinedIntent());
    answers(404, error("{'type': 'invalid_request_error', 'code': 'resource_missing'}"));

    assertThat(lookUp()).isEqualTo(payment(State.REFUNDED, null));
    assertThat(lookUp()).isEqualTo(payment(State.CAPTURED, null));
    assertThat(lookUp()).isEqualTo(payment(State.VOIDED, "automatic"));
    assertThat(lookUp()).isEqualTo(payment(State.DECLINED, "lost_card"));
    assertThat(lookUp()).isEqualTo(ProviderPayment.none(PAYMENT));
    assertThat(server.asked())
        .extracting(Asked::uri)
        .containsOnly("/v1/payment_intents/pi_1?expand%5B%5D=latest_charge");
  }

  @Test
  void findsByOurIdWhatHasComeFurthest() {
    ObjectNode other = intent("succeeded").put("id", "pi_3");
    other.withObject("/metadata").put("payment_id", ORDER.toString());
    answers(
        200,
        StripeObjects.list(
            StripeObjects.declinedIntent().put("id", "pi_2"), intent("requires_capture"), other));
    answers(200, StripeObjects.list());

    assertThat(await(provider.lookup(aPayment()))).isEqualTo(payment(State.AUTHORISED, null));
    assertThat(await(provider.lookup(aPayment()))).isEqualTo(ProviderPayment.none(PAYMENT));
    assertThat(URLDecoder.decode(server.asked().get(0).uri(), UTF_8))
        .isEqualTo(
            "/v1/payment_intents/search?query=metadata['payment_id']:'%s'".formatted(PAYMENT)
                + "&expand[]=data.latest_charge");
  }

  @Test
  void tellsTheAmountThatWasTaken() {
    answers(200, intent("succeeded").put("amount_received", 1000));

    assertThat(lookUp().amount()).isEqualTo(1000);
  }

  static List<ObjectNode> aboutTheMethod() {
    return List.of(
        error("{'type':'invalid_request_error','code':'a-code','param':'payment_method'}"),
        error("{'type':'invalid_request_error','code':'payment_method_not_available'}"),
        error("{'type':'invalid_request_error','code':'amount_too_small','param':'amount'}"));
  }

  @ParameterizedTest
  @MethodSource("aboutTheMethod")
  void isDeclinedForWhatCanNeverBePaid(ObjectNode error) {
    answers(400, error);

    assertThat(await(provider.authorise(aPayment())))
        .isEqualTo(
            new ProviderPayment(
                PAYMENT, null, State.DECLINED, 1234, "EUR", error.at("/error/code").asText()));
  }

  @Test
  void isDeclinedForItsCard() {
    ObjectNode withIntent = StripeObjects.cardError();
    withIntent.withObject("/error").set("payment_intent", StripeObjects.declinedIntent());
    answers(402, withIntent);
    answers(402, error("{'type':'card_error','code':'authentication_required'}"));

    assertThat(await(provider.authorise(aPayment())))
        .isEqualTo(payment(State.DECLINED, "lost_card"));
    assertThat(await(provider.authorise(aPayment())).reason()).isEqualTo("authentication_required");
  }

  @ParameterizedTest
  @CsvSource({
    "400, parameter_unknown, parameter_unknown",
    "401, , unauthorized",
    "401, api_key_expired, api_key_expired",
    "403, , forbidden",
    "429, rate_limit, rate_limit",
    "429, , too-many-requests"
  })
  void isRefused(int status, String code, String reason) {
    String more = code == null ? "" : ",'code':'" + code + "'";
    answers(status, error("{'type':'invalid_request_error'" + more + "}"));

    assertThatThrownBy(() -> await(provider.authorise(aPayment())))
        .isInstanceOf(ProviderRefused.class)
        .hasMessage(reason);
  }

  static List<Consumer<RecordedServer>> unclear() {
    String good = intent("requires_capture").toString();
    return List.of(
        to -> to.answers(200, "text/html", "<html>sorry</html>"),
        to -> to.answers(200, ""),
        to -> to.answers(200, good.substring(1)),
        to -> to.answers(200, good + " ".repeat(1 << 20)),
        to -> to.answers(200, good.replace(PAYMENT.toString(), ORDER.toString())),
        to -> to.answers(200, good.replace("requires_capture", "frozen")),
        to -> to.answers(200, good.replace("\"payment_intent\"", "\"setup_intent\"")),
        to -> to.redirects(301, to.url() + "/v1/payment_intents/pi_1"),
        to -> to.answers(400, "text/html", "<html>bad request</html>"),
        to -> to.answers(400, error("{'type':'idempotency_error'}").toString()),
        to -> to.answers(402, error("{'type':'invalid_request_error'}").toString()),
        to -> to.answers(409, error("{'type':'invalid_request_error'}").toString()),
        to -> to.answers(500, error("{'type':'api_error'}").toString()),
        to -> to.answers(503, "text/html", "<html>sorry</html>"),
        RecordedServer::hangsUp,
        RecordedServer::isSilent);
  }

  @ParameterizedTest
  @MethodSource("unclear")
  void isNotSureAfter(Consumer<RecordedServer> answer) {
    answer.accept(server);

    Throwable failure = catchThrowable(() -> await(provider.authorise(aPayment())));

    assertThat(failure).isNotNull().isNotInstanceOf(ProviderRefused.class);
    assertThat(Throwables.getStackTrace(failure))
        .doesNotContain(KEY, METHOD, "secret_of-the-intent");
  }

  @Test
  void capturesAndVoids() {
    answers(200, intent("succeeded"));
    answers(200, intent("canceled"));

    assertThat(await(provider.capture(knownAs(INTENT)))).isEqualTo(payment(State.CAPTURED, null));
    assertThat(await(provider.voidAuthorisation(knownAs(INTENT))).state()).isEqualTo(State.VOIDED);
    assertThat(server.asked())
        .extracting(Asked::uri)
        .containsExactly("/v1/payment_intents/pi_1/capture", "/v1/payment_intents/pi_1/cancel");
  }

  @Test
  void takesTheStateThatAnErrorTells() {
    answers(400, StripeObjects.errorOf("payment_intent_unexpected_state", intent("succeeded")));
    answers(400, error("{'type':'invalid_request_error','code':'any'}"));

    assertThat(await(provider.voidAuthorisation(knownAs(INTENT))))
        .isEqualTo(payment(State.CAPTURED, null));
    assertThatThrownBy(() -> await(provider.voidAuthorisation(knownAs(INTENT))))
        .isNotInstanceOf(ProviderRefused.class);
  }

  @Test
  void looksForAnIntentWhoseIdIsNotKnown() {
    answers(200, StripeObjects.list(intent("requires_capture")));
    answers(200, intent("succeeded"));
    answers(200, StripeObjects.list(intent("canceled")));

    assertThat(await(provider.capture(aPayment())).state()).isEqualTo(State.CAPTURED);
    assertThat(await(provider.capture(aPayment())).state()).isEqualTo(State.VOIDED);
    assertThat(server.asked()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"succeeded, REFUNDED", "pending, PENDING", "requires_action, PENDING"})
  void refunds(String status, State state) {
    answers(200, StripeObjects.refund(status));

    assertThat(await(provider.refund(knownAs(INTENT)))).isEqualTo(payment(state, null));
  }

  @Test
  void isRefusedARefundThatFails() {
    answers(200, StripeObjects.refund("failed").put("failure_reason", "lost_or_stolen_card"));
    answers(400, error("{'type':'invalid_request_error','code':'balance_insufficient'}"));

    assertThatThrownBy(() -> await(provider.refund(knownAs(INTENT))))
        .isInstanceOf(ProviderRefused.class)
        .hasMessage("lost_or_stolen_card");
    assertThatThrownBy(() -> await(provider.refund(knownAs(INTENT))))
        .isInstanceOf(ProviderRefused.class)
        .hasMessage("balance_insufficient");
  }

  @Test
  void looksHowAPaymentStandsThatCannotBeRefunded() {
    ObjectNode givenBack = intent("succeeded");
    givenBack.set("latest_charge", StripeObjects.charge(1234));
    JsonNode already = error("{'type':'invalid_request_error','code':'charge_already_refunded'}");
    answers(400, already);
    answers(200, givenBack);
    answers(400, error("{'type':'invalid_request_error'}"));
    answers(200, intent("canceled"));
    answers(400, error("{'type':'invalid_request_error','code':'charge_disputed'}"));
    answers(200, intent("succeeded"));

    assertThat(await(provider.refund(knownAs(INTENT))).state()).isEqualTo(State.REFUNDED);
    assertThat(await(provider.refund(knownAs(INTENT))).state()).isEqualTo(State.VOIDED);
    assertThatThrownBy(() -> await(provider.refund(knownAs(INTENT))))
        .isInstanceOf(ProviderRefused.class)
        .hasMessage("charge_disputed");
  }

  @Test
  void listsAPeriod() {
    Instant from = Instant.ofEpochSecond(1_767_323_000);
    ObjectNode foreign = intent("requires_payment_method").put("id", "pi_2");
    foreign.withObject("/metadata").removeAll();
    answers(200, StripeObjects.list(intent("requires_capture"), foreign));
    answers(200, StripeObjects.list());

    assertThat(await(provider.list(from, from.plusSeconds(60), null)))
        .containsExactly(
            payment(State.AUTHORISED, null),
            new ProviderPayment(null, "pi_2", State.PENDING, 1234, "EUR", null));
    assertThat(await(provider.list(from, from.plusSeconds(60), "pi_2"))).isEmpty();
    assertThat(server.asked())
        .extracting(asked -> URLDecoder.decode(asked.uri(), UTF_8))
        .containsExactly(
            "/v1/payment_intents?created[gte]=1767323000&created[lt]=1767323060&limit=100"
                + "&expand[]=data.latest_charge",
            "/v1/payment_intents?created[gte]=1767323000&created[lt]=1767323060&limit=100"
                + "&expand[]=data.latest_charge&starting_after=pi_2");
  }

  private ProviderPayment lookUp() {
    return await(provider.lookup(knownAs(INTENT)));
  }

  private void answers(int status, JsonNode body) {
    server.answers(status, body.toString());
  }

  private static ProviderPayment payment(State state, String reason) {
    return new ProviderPayment(PAYMENT, INTENT, state, 1234, "EUR", reason);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(PATIENCE);
  }
}
