package io.lockstep.payments.http;

import static io.lockstep.payments.PaymentRequests.KEY;
import static io.lockstep.payments.PaymentRequests.METHOD;
import static io.lockstep.payments.PaymentRequests.ORDER;
import static io.lockstep.payments.PaymentRequests.PAYMENT;
import static io.lockstep.payments.PaymentRequests.aPayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.payments.PaymentRequests;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import io.lockstep.payments.spi.ProviderRefused;
import io.lockstep.testing.RecordedServer;
import io.lockstep.testing.RecordedServer.Asked;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HttpProviderUnitTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private RecordedServer server;
  private HttpProvider provider;

  @BeforeEach
  void start() {
    server = RecordedServer.start(VERTX);
    provider = HttpProviders.at(VERTX, server.url(), KEY, Duration.ofMillis(700));
  }

  @AfterEach
  void end() {
    server.close();
  }

  @AfterAll
  static void endAll() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void asksForAStepWithTheKeyAndWhatIsToBePaid() throws IOException {
    server.answers(200, said(State.AUTHORISED));

    await(provider.authorise(aPayment()));

    Asked asked = server.onlyAsked();
    assertThat(asked.method()).isEqualTo("POST");
    assertThat(asked.uri()).isEqualTo("/payments/" + PAYMENT + "/authorise");
    assertThat(asked.headers())
        .containsEntry("Authorization", "Bearer " + KEY)
        .containsEntry("Idempotency-Key", PAYMENT + "-step")
        .containsEntry("Content-Type", "application/json");
    assertThat(json(asked.body()))
        .isEqualTo(
            json(
                """
                {"orderId": "%s", "userId": "user-1", "amount": 1234, "currency": "EUR",
                 "paymentMethod": "%s"}"""
                    .formatted(ORDER, METHOD)));
  }

  @Test
  void asksForEachStepByItsName() {
    String answer = said(State.CAPTURED);
    server.answers(200, answer).answers(200, answer).answers(200, answer);

    await(provider.capture(aPayment()));
    await(provider.voidAuthorisation(aPayment()));
    await(provider.refund(aPayment(1, "JPY", null, null)));

    assertThat(server.asked())
        .extracting(Asked::uri)
        .containsExactly(
            "/payments/" + PAYMENT + "/capture",
            "/payments/" + PAYMENT + "/void",
            "/payments/" + PAYMENT + "/refund");
    assertThat(server.asked().get(2).body()).contains("\"paymentMethod\":null");
  }

  @ParameterizedTest
  @EnumSource(value = State.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void readsHowThePaymentStands(State state) {
    server.answers(200, said(state));

    assertThat(await(provider.authorise(aPayment())))
        .isEqualTo(new ProviderPayment(PAYMENT, "pay_1", state, 1234, "EUR", "because-of-it"));
  }

  static Stream<Arguments> unclear() {
    String good = said(State.AUTHORISED);
    return Stream.of(
            Map.<String, Consumer<RecordedServer>>of(
                "a page", to -> to.answers(200, "text/html", "<html>sorry</html>"),
                "nothing", to -> to.answers(200, ""),
                "a list", to -> to.answers(200, "[]"),
                "half of it", to -> to.answers(200, good.substring(0, good.length() / 2)),
                "more than it", to -> to.answers(200, good + "}"),
                "above 1 MiB", to -> to.answers(200, good + " ".repeat(1 << 20)),
                "a redirect", to -> to.redirects(307, to.url() + "/elsewhere").answers(200, good),
                "another status of success", to -> to.answers(202, good),
                "an error", to -> to.answers(500, good),
                "an unknown one", to -> to.answers(404, "{\"reason\":\"unknown-payment\"}")),
            Map.<String, Consumer<RecordedServer>>of(
                "a conflict without a reason", to -> to.answers(409, "<html>conflict</html>"),
                "no connection", RecordedServer::hangsUp,
                "a connection lost within", to -> to.hangsUpWithin(good.substring(0, 20)),
                "no answer", RecordedServer::isSilent,
                "another payment",
                    to -> to.answers(200, good.replace(PAYMENT.toString(), ORDER.toString())),
                "an unknown word", to -> to.answers(200, good.replace("AUTHORISED", "FROZEN")),
                "a word of ours", to -> to.answers(200, good.replace("AUTHORISED", "NONE")),
                "an amount in words", to -> to.answers(200, good.replace("1234", "\"1234\"")),
                "an amount with a point", to -> to.answers(200, good.replace("1234", "12.34")),
                "no reference", to -> to.answers(200, good.replace("reference", "other"))))
        .flatMap(each -> each.entrySet().stream())
        .map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unclear")
  void isNotSureAfter(String what, Consumer<RecordedServer> prepare) {
    prepare.accept(server);

    Throwable failure = catchThrowable(() -> await(provider.authorise(aPayment())));

    assertThat(failure).isNotNull().isNotInstanceOf(ProviderRefused.class);
    assertThat(Throwables.getStackTrace(failure)).doesNotContain(KEY, METHOD);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void isNotSureWithoutAServer() {
    server.close();

    assertThatThrownBy(() -> await(provider.authorise(aPayment())))
        .isNotInstanceOf(ProviderRefused.class);
    server = RecordedServer.start(VERTX);
  }

  @ParameterizedTest
  @CsvSource({
    "409, {\"reason\":\"insufficient-funds\"}, insufficient-funds",
    "401, '', unauthorized",
    "403, <html>no</html>, forbidden",
    "429, {\"reason\":\"slow down\"}, slow-down",
    "429, {}, too-many-requests"
  })
  void isRefused(int status, String body, String reason) {
    server.answers(status, body);

    assertThatThrownBy(() -> await(provider.refund(aPayment())))
        .isInstanceOf(ProviderRefused.class)
        .hasMessage(reason);
  }

  @Test
  void looksUp() {
    server
        .answers(200, said(State.VOIDED))
        .answers(404, "{\"reason\":\"unknown-payment\"}")
        .answers(404, "");

    assertThat(await(provider.lookup(aPayment())).state()).isEqualTo(State.VOIDED);
    assertThat(await(provider.lookup(aPayment()))).isEqualTo(ProviderPayment.none(PAYMENT));
    assertThat(await(provider.lookup(aPayment()))).isEqualTo(ProviderPayment.none(PAYMENT));
    assertThat(server.asked().get(0).uri()).isEqualTo("/payments/" + PAYMENT);
  }

  @Test
  void takesNoPageForAnAnswerToALookup() {
    server.answers(404, "text/html", "<html>not here</html>");

    assertThatThrownBy(() -> await(provider.lookup(aPayment())))
        .isNotInstanceOf(ProviderRefused.class);
  }

  @Test
  void listsAPeriod() {
    server.answers(200, "{\"data\":[" + said(State.CAPTURED) + "]}").answers(200, "{\"data\":[]}");
    Instant from = Instant.parse("2026-01-02T03:04:05Z");

    List<ProviderPayment> first = await(provider.list(from, from.plusSeconds(60), null));

    assertThat(first).singleElement().returns("pay_1", ProviderPayment::reference);
    assertThat(await(provider.list(from, from.plusSeconds(60), "pay 1&"))).isEmpty();
    assertThat(server.asked())
        .extracting(Asked::uri)
        .containsExactly(
            "/payments?from=2026-01-02T03:04:05Z&until=2026-01-02T03:05:05Z&limit=100",
            "/payments?from=2026-01-02T03:04:05Z&until=2026-01-02T03:05:05Z&limit=100"
                + "&after=pay+1%26");
  }

  private static String said(State state) {
    return """
        {"paymentId":"%s","reference":"pay_1","status":"%s","amount":1234,"currency":"EUR",\
        "reason":"because of it","more":{}}"""
        .formatted(PaymentRequests.PAYMENT, state);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(PATIENCE);
  }
}
