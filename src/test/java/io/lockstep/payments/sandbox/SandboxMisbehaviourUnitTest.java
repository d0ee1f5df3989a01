package io.lockstep.payments.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.payments.sandbox.SandboxCaller.Answer;
import io.lockstep.payments.sandbox.SandboxCaller.Asked;
import io.lockstep.payments.spi.WebhookRefused;
import io.lockstep.payments.spi.WebhookSignature;
import io.lockstep.testing.Sandbox;
import io.lockstep.testing.WebhookReceiver;
import io.lockstep.testing.WebhookReceiver.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each misbehaviour of the sandbox, by the token of the payment method and by the amount. */
class SandboxMisbehaviourUnitTest {
  private static final long FIRST_AMOUNT = 666601;
  private static final int LATE = 1500;

  private final WebhookReceiver lockstep = new WebhookReceiver();
  private final Sandbox sandbox =
      new Sandbox().telling(lockstep.url()).with("slow", 1000).with("late", LATE);
  private final SandboxCaller caller = new SandboxCaller(sandbox);

  @BeforeEach
  void start() {
    sandbox.start();
  }

  @AfterEach
  void end() {
    sandbox.close();
    lockstep.close();
  }

  @ParameterizedTest
  @CsvSource({"declined, card_declined", "insufficient-funds, insufficient_funds"})
  void declines(String method, String reason) {
    Answer answer = caller.http("authorise", caller.paying(method));

    assertThat(answer.code()).isEqualTo(200);
    assertThat(answer.at("/status")).isEqualTo("DECLINED");
    assertThat(answer.at("/reason")).isEqualTo(reason);
    assertThat(sandbox.books().path("declined").asInt()).isEqualTo(1);
  }

  @Test
  void declinesByTheAmount() {
    assertThat(caller.http("authorise", caller.paying(null).of(FIRST_AMOUNT)).at("/status"))
        .isEqualTo("DECLINED");
    assertThat(caller.http("authorise", caller.paying("approved").of(FIRST_AMOUNT)).at("/status"))
        .isEqualTo("AUTHORISED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lost-answer", "error-after", "nonsense"})
  void doesItAndAnswersBadlyOnce(String method) {
    Asked asked = caller.paying(method);
    for (String step : List.of("authorise", "capture", "refund")) {
      CompletableFuture<Answer> first = caller.httpLater(step, asked, asked.key(step));

      assertThat(first.handle((answer, broken) -> answer == null || isBad(answer)).join()).isTrue();
      assertThat(caller.http(step, asked).code()).as(step).isEqualTo(200);
    }
    assertThat(sandbox.books().path("refunded").asInt()).isEqualTo(1);
    assertThat(sandbox.books().path("doubled").asInt()).isZero();
  }

  private static boolean isBad(Answer answer) {
    return answer.code() == 500 || answer.text().startsWith("<html>");
  }

  @Test
  void doesItAndSaysNothing() {
    Asked asked = caller.paying("no-answer@authorise");
    CompletableFuture<Answer> first = caller.httpLater("authorise", asked, asked.key("authorise"));

    await().until(() -> sandbox.books().path("authorised").asInt() == 1);
    assertThat(caller.http("authorise", asked).at("/status")).isEqualTo("AUTHORISED");
    assertThat(caller.http("capture", asked).at("/status")).isEqualTo("CAPTURED");
    assertThat(first).isNotDone();
  }

  @Test
  void answersSlowly() {
    Instant began = Instant.now();

    assertThat(caller.http("authorise", caller.paying("slow")).code()).isEqualTo(200);
    assertThat(Duration.between(began, Instant.now())).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void refusesRefundsAtFirst() {
    Asked asked = caller.paying("refund-refused");
    caller.http("authorise", asked);
    caller.http("capture", asked);

    assertThat(caller.http("refund", asked).code()).isEqualTo(409);
    sandbox.restart();
    assertThat(caller.http("refund", asked).at("/reason")).isEqualTo("insufficient-funds");
    assertThat(caller.http("refund", asked).at("/status")).isEqualTo("REFUNDED");
  }

  @Test
  void isAboutAnotherAmount() {
    assertThat(caller.http("authorise", caller.paying("amount-differs")).at("/amount"))
        .isEqualTo("2401");
    assertThat(caller.http("authorise", caller.paying("webhook-amount-differs")).at("/amount"))
        .isEqualTo("2400");
    assertThat(told(2).get(1).at("/payment/amount").asInt()).isEqualTo(2401);
  }

  @Test
  void tellsOfEachStep() {
    Asked asked = caller.paying(null);
    Answer held = caller.http("authorise", asked);
    told(1);
    caller.http("capture", asked);
    told(2);
    caller.http("refund", asked);

    assertThat(told(3))
        .extracting(each -> each.path("type").asText())
        .containsExactly("payment.authorised", "payment.captured", "payment.refunded");
    assertThat(told(3).get(0).path("payment")).isEqualTo(held.json());
    assertThat(lockstep.calls())
        .allSatisfy(
            call -> {
              assertThat(call.path()).isEqualTo("/payments/webhooks/http");
              verify(call);
            });
  }

  @Test
  void tellsBeforeItAnswers() {
    caller.http("authorise", caller.paying("webhook-first"));

    assertThat(lockstep.calls()).hasSize(1);
  }

  @Test
  void tellsTwice() {
    caller.http("authorise", caller.paying("webhook-twice"));

    assertThat(told(2)).extracting(each -> each.path("id").asText()).containsOnly(id(0));
  }

  @Test
  void tellsLateAndAfterItsDeathToo() {
    caller.http("authorise", caller.paying("webhook-late"));
    assertThat(sandbox.books().at("/webhooks/waiting").asInt()).isEqualTo(1);

    sandbox.restart();

    assertThat(told(1)).hasSize(1);
    await().until(() -> sandbox.books().at("/webhooks/waiting").asInt() == 0);
  }

  @Test
  void tellsInAnotherOrder() {
    Asked asked = caller.paying("webhook-out-of-order@authorise");
    caller.http("authorise", asked);
    caller.http("capture", asked);

    assertThat(told(2))
        .extracting(each -> each.path("type").asText())
        .containsExactly("payment.captured", "payment.authorised");
  }

  @Test
  void signsWronglyOnce() {
    lockstep.answering(call -> isSigned(call) ? 204 : 401);
    caller.http("authorise", caller.paying("webhook-wrong-signature"));

    told(2);

    assertThat(lockstep.calls())
        .extracting(SandboxMisbehaviourUnitTest::isSigned)
        .containsExactly(false, true);
  }

  @Test
  void tellsUntilItIsHeard() {
    AtomicInteger heard = new AtomicInteger();
    lockstep.answering(call -> heard.incrementAndGet() < 3 ? 503 : 200);
    Asked asked = caller.paying(null);
    caller.http("authorise", asked);

    told(3);

    await().until(() -> sandbox.books().at("/webhooks/waiting").asInt() == 0);
    assertThat(sandbox.books(asked.paymentId()).at("/payments/0/webhooks/0/tries").toString())
        .isEqualTo("[503,503,200]");
  }

  private List<JsonNode> told(int count) {
    await().until(() -> lockstep.calls().size() >= count);
    return lockstep.calls().stream()
        .map(call -> SandboxCaller.read(new String(call.body(), StandardCharsets.UTF_8)))
        .toList();
  }

  private String id(int at) {
    return told(at + 1).get(at).path("id").asText();
  }

  private static boolean isSigned(Call call) {
    try {
      verify(call);
      return true;
    } catch (WebhookRefused refused) {
      return false;
    }
  }

  private static void verify(Call call) {
    WebhookSignature.verify(
        call.signature(),
        call.body(),
        List.of(Sandbox.SECRET),
        Instant.now(),
        Duration.ofMinutes(5));
  }
}
