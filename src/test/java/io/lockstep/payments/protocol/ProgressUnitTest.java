package io.lockstep.payments.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.orders.events.OrderFlowEvent;
import io.lockstep.payments.Charge;
import io.lockstep.payments.Payment;
import io.lockstep.payments.Payment.Aim;
import io.lockstep.payments.PaymentStatus;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import io.lockstep.platform.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The state machine of a payment at a provider: every pair of answers, in both orders, twice. */
class ProgressUnitTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final UUID ORDER = UUID.randomUUID();
  private static final UUID ID = UUID.randomUUID();
  private static final Charge CHARGE = new Charge("anna", new Money(500, "EUR"));
  private static final List<State> SURE =
      List.of(State.AUTHORISED, State.CAPTURED, State.DECLINED, State.VOIDED, State.REFUNDED);

  @ParameterizedTest(name = "{0} -> {1}: {2} {3}")
  @CsvSource({
    "REQUESTED,  AUTHORISED, AUTHORISED, payment.completed",
    "REQUESTED,  CAPTURED,   CAPTURED,   payment.completed payment.captured",
    "REQUESTED,  DECLINED,   DECLINED,   payment.failed",
    "REQUESTED,  VOIDED,     VOIDED,     payment.failed",
    "REQUESTED,  REFUNDED,   REFUNDED,   payment.completed payment.captured payment.refunded",
    "AUTHORISED, AUTHORISED, AUTHORISED, ''",
    "AUTHORISED, CAPTURED,   CAPTURED,   payment.captured",
    "AUTHORISED, DECLINED,   AUTHORISED, ''",
    "AUTHORISED, VOIDED,     VOIDED,     payment.voided",
    "AUTHORISED, REFUNDED,   REFUNDED,   payment.captured payment.refunded",
    "CAPTURED,   AUTHORISED, CAPTURED,   ''",
    "CAPTURED,   CAPTURED,   CAPTURED,   ''",
    "CAPTURED,   DECLINED,   CAPTURED,   ''",
    "CAPTURED,   VOIDED,     CAPTURED,   ''",
    "CAPTURED,   REFUNDED,   REFUNDED,   payment.refunded",
  })
  void becomesWhatTheProviderIsSureOfAndPublishesEachFactOnce(
      PaymentStatus before, State said, PaymentStatus after, String events) {
    Progress progress = said(payment(before, Aim.Kind.AUTHORISE), said);

    assertThat(progress.next().status()).isEqualTo(after);
    assertThat(progress.next().confirmed()).isEqualTo(after);
    assertThat(types(progress)).isEqualTo(events);
  }

  @ParameterizedTest
  @EnumSource(
      value = PaymentStatus.class,
      names = {"DECLINED", "VOIDED", "REFUNDED"})
  void staysFinalWhateverIsSaid(PaymentStatus end) {
    for (State said : SURE) {
      Progress progress = said(payment(end, Aim.Kind.AUTHORISE), said);

      assertThat(progress.next()).as("after %s", said).isEqualTo(progress.before());
      assertThat(progress.events()).isEmpty();
    }
  }

  static Stream<Arguments> pairs() {
    return SURE.stream().flatMap(one -> SURE.stream().map(other -> Arguments.of(one, other)));
  }

  /** Late, twice, and in any order: no fact is published twice, and nothing goes back. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pairs")
  void takesEveryPairOfAnswersInAnyOrderAndTwice(State one, State other) {
    for (List<State> order :
        List.of(
            List.of(one, other, one, other),
            List.of(one, one, other, other),
            List.of(other, one, one, other))) {
      List<String> published = new ArrayList<>();
      List<PaymentStatus> statuses = new ArrayList<>();
      Payment payment = payment(PaymentStatus.REQUESTED, Aim.Kind.AUTHORISE);
      for (State said : order) {
        Progress progress = said(payment, said);
        progress.events().stream().map(OrderFlowEvent::type).forEach(published::add);
        payment = progress.next();
        statuses.add(payment.confirmed());
      }
      assertThat(published).as("facts after %s", order).doesNotHaveDuplicates();
      assertThat(published)
          .filteredOn(type -> type.matches("payment.(completed|failed)"))
          .hasSize(1);
      for (int i = 1; i < statuses.size(); i++) {
        PaymentStatus before = statuses.get(i - 1);
        assertThat(statuses.get(i))
            .satisfiesAnyOf(
                now -> assertThat(now).isEqualTo(before),
                now -> assertThat(before.next()).contains(now));
      }
    }
  }

  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource({
    "REQUESTED,  AUTHORISE, AUTHORISE",
    "REQUESTED,  CAPTURE,   AUTHORISE",
    "REQUESTED,  UNDO,      AUTHORISE",
    "AUTHORISED, AUTHORISE, ",
    "AUTHORISED, CAPTURE,   CAPTURE",
    "AUTHORISED, UNDO,      VOID",
    "CAPTURED,   AUTHORISE, ",
    "CAPTURED,   CAPTURE,   ",
    "CAPTURED,   UNDO,      REFUND",
    "DECLINED,   UNDO,      ",
    "VOIDED,     UNDO,      ",
    "REFUNDED,   UNDO,      ",
  })
  void asksNextForWhatTheOrderWants(PaymentStatus at, Aim.Kind aim, Step next) {
    assertThat(Step.next(payment(at, aim)).orElse(null)).isEqualTo(next);
  }

  @Test
  void isUnknownWhileNobodyKnowsAndSureAgainAfterwards() {
    Payment requested = payment(PaymentStatus.REQUESTED, Aim.Kind.AUTHORISE);

    Progress unknown =
        Progress.of(requested, Step.AUTHORISE, new Outcome.Unclear("no-answer-in-time"), NOW);
    assertThat(unknown.next().status()).isEqualTo(PaymentStatus.UNKNOWN);
    assertThat(unknown.next().confirmed()).isEqualTo(PaymentStatus.REQUESTED);
    assertThat(unknown.next().reason()).isEqualTo("no-answer-in-time");
    assertThat(unknown.events()).isEmpty();
    assertThat(unknown.refusal()).isEqualTo("no-answer-in-time");

    Progress sure = said(unknown.next(), State.AUTHORISED);
    assertThat(sure.next().status()).isEqualTo(PaymentStatus.AUTHORISED);
    assertThat(sure.next().reason()).isNull();
    assertThat(types(sure)).isEqualTo("payment.completed");
  }

  @Test
  void keepsAuthorisedAsSureWhileACaptureIsUnknown() {
    Payment held = payment(PaymentStatus.AUTHORISED, Aim.Kind.CAPTURE);

    Payment unknown = Progress.of(held, Step.CAPTURE, new Outcome.Unclear("x"), NOW).next();
    assertThat(unknown.status()).isEqualTo(PaymentStatus.UNKNOWN);
    assertThat(unknown.confirmed()).isEqualTo(PaymentStatus.AUTHORISED);

    assertThat(said(unknown, State.AUTHORISED).next().status()).isEqualTo(PaymentStatus.AUTHORISED);
    assertThat(types(said(unknown, State.CAPTURED))).isEqualTo("payment.captured");
  }

  @Test
  void keepsARefundThatIsRefusedOrUnknownAsPending() {
    Payment taken = payment(PaymentStatus.CAPTURED, Aim.Kind.UNDO);
    for (Outcome outcome :
        List.of(new Outcome.Refused("insufficient-funds"), new Outcome.Unclear("x"))) {
      Progress pending = Progress.of(taken, Step.REFUND, outcome, NOW);

      assertThat(pending.next().status()).isEqualTo(PaymentStatus.REFUND_PENDING);
      assertThat(pending.next().confirmed()).isEqualTo(PaymentStatus.CAPTURED);
      Progress back = said(pending.next(), State.REFUNDED);
      assertThat(types(back)).isEqualTo("payment.refunded");
      assertThat(back.next().reason()).isEqualTo("out-of-stock");
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({"501, EUR, pi_1, amount", "500, USD, pi_1, amount", "500, EUR, pi_2, reference"})
  void appliesNothingOfAPaymentThatIsNotOurs(
      long amount, String currency, String reference, String difference) {
    Payment held = payment(PaymentStatus.AUTHORISED, Aim.Kind.CAPTURE);
    ProviderPayment other =
        new ProviderPayment(ID, reference, State.CAPTURED, amount, currency, null);

    Progress progress = Progress.of(held, Step.CAPTURE, new Outcome.Said(other), NOW);

    assertThat(progress.next()).isEqualTo(held);
    assertThat(progress.events()).isEmpty();
    assertThat(progress.difference()).isEqualTo(difference);
    assertThat(progress.refusal()).isEqualTo(difference + "-differs");
  }

  @Test
  void ignoresTheOutcomeOfAStepThatIsNotWantedAnyMore() {
    Payment undone = payment(PaymentStatus.AUTHORISED, Aim.Kind.UNDO);

    Progress late = Progress.of(undone, Step.CAPTURE, new Outcome.Unclear("x"), NOW);

    assertThat(late.next()).isEqualTo(undone);
    assertThat(late.refusal()).isNull();
  }

  private static Progress said(Payment payment, State state) {
    return Progress.of(
        payment,
        null,
        new Outcome.Said(new ProviderPayment(ID, "pi_1", state, 500, "EUR", "card_declined")),
        NOW);
  }

  private static Payment payment(PaymentStatus confirmed, Aim.Kind aim) {
    String reference = confirmed == PaymentStatus.REQUESTED ? null : "pi_1";
    return new Payment(
        ORDER,
        ID,
        CHARGE,
        "example",
        reference,
        confirmed,
        confirmed,
        null,
        new Aim(aim, aim == Aim.Kind.UNDO ? "out-of-stock" : null, null));
  }

  private static String types(Progress progress) {
    return String.join(" ", progress.events().stream().map(OrderFlowEvent::type).toList());
  }
}
