package io.lockstep.payments.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.payments.sandbox.SandboxCaller.Answer;
import io.lockstep.payments.sandbox.SandboxCaller.Asked;
import io.lockstep.payments.spi.WebhookSignature;
import io.lockstep.testing.Sandbox;
import io.lockstep.testing.WebhookReceiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sandbox with Stripe's interface. */
class SandboxAsStripeUnitTest {
  private static final String INTENTS = "/v1/payment_intents";

  private final WebhookReceiver lockstep = new WebhookReceiver();
  private final Sandbox sandbox = new Sandbox().telling(lockstep.url());
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

  @Test
  void holdsTakesAndGivesBack() {
    Asked asked = caller.paying("pm_card_visa");
    Answer held = create(asked);
    String id = held.at("/id");

    assertThat(held.code()).isEqualTo(200);
    assertThat(held.at("/object")).isEqualTo("payment_intent");
    assertThat(held.at("/status")).isEqualTo("requires_capture");
    assertThat(held.at("/amount_capturable")).isEqualTo("2400");
    assertThat(held.at("/metadata/payment_id")).isEqualTo(asked.paymentId().toString());
    Answer taken = caller.stripe(INTENTS + "/" + id + "/capture", "c", Map.of());
    assertThat(taken.at("/status")).isEqualTo("succeeded");
    assertThat(taken.at("/amount_received")).isEqualTo("2400");
    Answer refund = caller.stripe("/v1/refunds", "r", Map.of("payment_intent", id));
    assertThat(refund.at("/object")).isEqualTo("refund");
    assertThat(refund.at("/status")).isEqualTo("succeeded");
    JsonNode charge =
        caller.get(INTENTS + "/" + id + "?expand[]=latest_charge").json().path("latest_charge");
    assertThat(charge.path("amount_refunded").asInt()).isEqualTo(2400);
    assertThat(charge.path("id").asText()).isEqualTo(taken.at("/latest_charge"));
    assertThat(sandbox.books().path("refunded").asInt()).isEqualTo(1);
  }

  @Test
  void answersAKeyAsTheFirstTime() {
    Asked asked = caller.paying("error-after@authorise");
    Answer first = create(asked);
    Answer again = create(asked);

    assertThat(first.code()).isEqualTo(500);
    assertThat(first.at("/error/type")).isEqualTo("api_error");
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.isReplayed()).isTrue();
    assertThat(find(asked).path(0).path("status").asText()).isEqualTo("requires_capture");
    Map<String, String> other = new HashMap<>(asked.form());
    other.put("amount", "2500");
    Answer refused = caller.stripe(INTENTS, asked.key("authorise"), other);
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.at("/error/type")).isEqualTo("idempotency_error");
  }

  @Test
  void countsAPaymentThatIsMadeTwice() {
    Asked asked = caller.paying("pm_card_visa");
    create(asked);
    caller.stripe(INTENTS, "another key", asked.form());

    assertThat(sandbox.books().path("doubled").asInt()).isEqualTo(1);
    assertThat(sandbox.books(asked.paymentId()).path("payments")).hasSize(2);
    assertThat(find(asked)).hasSize(2);
  }

  @Test
  void declines() {
    Answer answer = create(caller.paying("pm_card_chargeDeclinedInsufficientFunds"));

    assertThat(answer.code()).isEqualTo(402);
    assertThat(answer.at("/error/type")).isEqualTo("card_error");
    assertThat(answer.at("/error/code")).isEqualTo("card_declined");
    assertThat(answer.at("/error/decline_code")).isEqualTo("insufficient_funds");
    assertThat(answer.at("/error/payment_intent/status")).isEqualTo("requires_payment_method");
    assertThat(answer.at("/error/payment_intent/last_payment_error/decline_code"))
        .isEqualTo("insufficient_funds");
  }

  @Test
  void refusesWhatThePaymentIsNotAt() {
    String id = create(caller.paying("pm_card_visa")).at("/id");
    Answer voided = caller.stripe(INTENTS + "/" + id + "/cancel", "v", Map.of());
    Answer taken = caller.stripe(INTENTS + "/" + id + "/capture", "c", Map.of());

    assertThat(voided.at("/status")).isEqualTo("canceled");
    assertThat(taken.code()).isEqualTo(400);
    assertThat(taken.at("/error/code")).isEqualTo("payment_intent_unexpected_state");
    assertThat(taken.at("/error/payment_intent/status")).isEqualTo("canceled");
    assertThat(caller.get(INTENTS + "/pi_0").at("/error/code")).isEqualTo("resource_missing");
    assertThat(caller.stripe("/v1/refunds", "r", Map.of("payment_intent", id)).code())
        .isEqualTo(400);
  }

  @Test
  void refusesARefundForItsKeyAndNotForOthers() {
    String id = create(caller.paying("pm_refund-refused")).at("/id");
    caller.stripe(INTENTS + "/" + id + "/capture", "c", Map.of());
    Map<String, String> refund = Map.of("payment_intent", id);

    for (String key : List.of("r-1", "r-1", "r-2")) {
      assertThat(caller.stripe("/v1/refunds", key, refund).at("/error/code"))
          .isEqualTo("balance_insufficient");
    }
    assertThat(caller.stripe("/v1/refunds", "r-3", refund).at("/status")).isEqualTo("succeeded");
    assertThat(caller.stripe("/v1/refunds", "r-4", refund).at("/error/code"))
        .isEqualTo("charge_already_refunded");
  }

  @Test
  void refusesParametersThatThereAreNot() {
    Map<String, String> form = new HashMap<>(caller.paying("pm_card_visa").form());
    form.put("order_id", "1");

    Answer answer = caller.stripe(INTENTS, "k", form);

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.at("/error/code")).isEqualTo("parameter_unknown");
  }

  @Test
  void listsTheNewestFirstAndThoseOfThisInterfaceAlone() {
    caller.http("authorise", caller.paying(null));
    List<String> made = new ArrayList<>();
    for (int each = 0; each < 3; each++) {
      made.add(0, create(caller.paying("pm_card_visa")).at("/id"));
    }

    JsonNode first = caller.get(INTENTS + "?created[gte]=1&limit=2").json();
    assertThat(first.path("has_more").asBoolean()).isTrue();
    assertThat(first.path("data"))
        .extracting(each -> each.path("id").asText())
        .isEqualTo(made.subList(0, 2));
    JsonNode next = caller.get(INTENTS + "?limit=2&starting_after=" + made.get(1)).json();
    assertThat(next.path("has_more").asBoolean()).isFalse();
    assertThat(next.path("data").path(0).path("id").asText()).isEqualTo(made.get(2));
    assertThat(caller.get(INTENTS + "?created[lt]=1").json().path("data")).isEmpty();
  }

  @Test
  void tellsInEventsAsStripeDoes() {
    String id = create(caller.paying("pm_card_visa")).at("/id");
    events(2);
    caller.stripe(INTENTS + "/" + id + "/capture", "c", Map.of());
    events(3);
    caller.stripe("/v1/refunds", "r", Map.of("payment_intent", id));

    assertThat(events(4))
        .extracting(event -> event.path("type").asText())
        .containsExactlyInAnyOrder(
            "payment_intent.created",
            "payment_intent.amount_capturable_updated",
            "payment_intent.succeeded",
            "charge.refunded");
    JsonNode refunded = events(4).get(3).at("/data/object");
    assertThat(refunded.path("payment_intent").asText()).isEqualTo(id);
    assertThat(refunded.path("refunded").asBoolean()).isTrue();
    assertThat(lockstep.calls())
        .allSatisfy(
            call -> {
              assertThat(call.path()).isEqualTo("/payments/webhooks/stripe");
              WebhookSignature.verify(
                  call.stripeSignature(),
                  call.body(),
                  List.of(Sandbox.SECRET),
                  Instant.now(),
                  Duration.ofMinutes(5));
            });
  }

  private Answer create(Asked asked) {
    return caller.stripe(INTENTS, asked.key("authorise"), asked.form());
  }

  private JsonNode find(Asked asked) {
    String query = "metadata['payment_id']:'" + asked.paymentId() + "'";
    return caller.get(INTENTS + "/search?query=" + SandboxCaller.encode(query)).json().path("data");
  }

  private List<JsonNode> events(int count) {
    await().until(() -> lockstep.calls().size() >= count);
    return lockstep.calls().stream()
        .map(call -> SandboxCaller.read(new String(call.body(), StandardCharsets.UTF_8)))
        .toList();
  }
}
