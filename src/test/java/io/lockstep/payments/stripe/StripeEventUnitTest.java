package io.lockstep.payments.stripe;

import static io.lockstep.payments.PaymentRequests.PAYMENT;
import static io.lockstep.payments.stripe.StripeObjects.INTENT;
import static io.lockstep.payments.stripe.StripeObjects.charge;
import static io.lockstep.payments.stripe.StripeObjects.intent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.payments.spi.Notification;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import io.lockstep.payments.spi.WebhookRefused;
import io.lockstep.payments.spi.WebhookRequest;
import io.lockstep.testing.DocumentTools;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With signatures that Stripe's own package makes. */
class StripeEventUnitTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<String> SECRETS = List.of("whsec_new", "whsec_old");

  @BeforeAll
  static void install() {
    DocumentTools.install();
  }

  @ParameterizedTest
  @CsvSource({"whsec_new, 299", "whsec_old, -299"})
  void readsWhatIsSignedWithASecretThatHolds(String secret, int age) {
    ObjectNode about = intent("succeeded");
    about.withObject("/metadata").put("note", "caf\u00e9 \ud83d\ude80");
    String event = StripeObjects.event("payment_intent.succeeded", about).toPrettyString() + "\n";
    long time = NOW.minusSeconds(age).getEpochSecond();

    assertThat(read(event, signature(event, secret, time)))
        .isEqualTo(
            new Notification("evt_1", "payment_intent.succeeded", payment(State.CAPTURED, null)));
  }

  @Test
  void readsOneThatIsSignedWithTwoSecrets() {
    String event = StripeObjects.event("payment_intent.canceled", intent("canceled")).toString();
    long time = NOW.getEpochSecond();
    String other = signature(event, "whsec_of-before", time);
    String right = signature(event, "whsec_old", time);

    assertThat(read(event, other + right.substring(right.indexOf(','))).payment().state())
        .isEqualTo(State.VOIDED);
  }

  @ParameterizedTest
  @CsvSource({"whsec_other, 0", "whsec_new, 301", "whsec_new, -301"})
  void refusesAnotherSecretAndAnotherTime(String secret, int age) {
    String event = StripeObjects.event("payment_intent.canceled", intent("canceled")).toString();
    String signature = signature(event, secret, NOW.minusSeconds(age).getEpochSecond());

    assertThatThrownBy(() -> read(event, signature)).isInstanceOf(WebhookRefused.class);
  }

  @Test
  void refusesABodyThatWasChanged() {
    String event = StripeObjects.event("payment_intent.canceled", intent("canceled")).toString();
    String signature = signature(event, "whsec_new", NOW.getEpochSecond());

    assertThatThrownBy(() -> read(event.replace("1234", "1235"), signature))
        .isInstanceOf(WebhookRefused.class);
    assertThatThrownBy(() -> read(event, null)).isInstanceOf(WebhookRefused.class);
  }

  @Test
  void readsEveryEventOfAPaymentIntent() {
    assertThat(told("payment_intent.created", intent("requires_payment_method")))
        .isEqualTo(payment(State.PENDING, null));
    assertThat(told("payment_intent.amount_capturable_updated", intent("requires_capture")))
        .isEqualTo(payment(State.AUTHORISED, null));
    assertThat(told("payment_intent.payment_failed", StripeObjects.declinedIntent()))
        .isEqualTo(payment(State.DECLINED, "lost_card"));
    assertThat(told("payment_intent.succeeded", intent("succeeded").put("latest_charge", "ch_1")))
        .isEqualTo(payment(State.CAPTURED, null));
  }

  @Test
  void readsRefundsOfCharges() {
    assertThat(told("charge.refunded", charge(1234))).isEqualTo(payment(State.REFUNDED, null));
    assertThat(told("charge.refunded", charge(1))).isEqualTo(payment(State.CAPTURED, null));
    assertThat(told("charge.refunded", charge(1234).put("captured", false)))
        .as("a hold that was given up")
        .isEqualTo(payment(State.VOIDED, null));
  }

  @Test
  void isAboutNoPaymentOfOurs() {
    ObjectNode foreign = intent("succeeded").put("currency", "zzz");
    foreign.withObject("/metadata").removeAll();

    assertThat(told("payment_intent.succeeded", foreign)).isNull();
    assertThat(told("charge.refunded", charge(1234).putNull("payment_intent"))).isNull();
    assertThat(told("charge.updated", charge(0))).isNull();
    assertThat(told("account.updated", intent("succeeded"))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``",
        "not JSON",
        "[]",
        "{\"type\":\"ping\"}",
        "{\"id\":\"evt_1\"}",
      })
  void cannotReadWhatIsNoEvent(String body) {
    String signature = signature(body, "whsec_new", NOW.getEpochSecond());

    assertThatIllegalArgumentException().isThrownBy(() -> read(body, signature));
  }

  private static ProviderPayment told(String type, ObjectNode about) {
    String event = StripeObjects.event(type, about).toString();
    return read(event, signature(event, "whsec_new", NOW.getEpochSecond())).payment();
  }

  private static Notification read(String body, String signature) {
    return StripeEvent.notification(
        new WebhookRequest(
            name -> name.equals("Stripe-Signature") ? signature : null,
            body.getBytes(StandardCharsets.UTF_8),
            NOW),
        SECRETS);
  }

  private static String signature(String body, String secret, long seconds) {
    return DocumentTools.runScript("stripe-signature.js", secret, Long.toString(seconds), body);
  }

  private static ProviderPayment payment(State state, String reason) {
    return new ProviderPayment(PAYMENT, INTENT, state, 1234, "EUR", reason);
  }
}
