package io.lockstep.payments.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lockstep.payments.spi.PaymentProvider;
import io.lockstep.payments.spi.PaymentRequest;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import io.lockstep.payments.spi.WebhookRefused;
import io.lockstep.payments.spi.WebhookRequest;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What a {@link PaymentProvider} has to keep, whatever moves the money behind it. Extend it with a
 * provider that is set up for tests; it makes payments of 10.01 to 10.99 {@link #currency()}.
 */
public abstract class PaymentProviderContract {
  private static final int MOST_PAGES = 1000;

  /** The provider, set up. */
  protected abstract PaymentProvider provider();

  /** A token of a payment method that is accepted. */
  protected abstract String approvedMethod();

  /** A token of a payment method that is declined. */
  protected abstract String declinedMethod();

  /** The currency of the payments. */
  protected String currency() {
    return "EUR";
  }

  /** How long a new payment may be unknown to a lookup, and a refund may take. */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  @Test
  void hasANameThatASettingCanHave() {
    assertThat(provider().name()).matches("[!-~]{1,32}").isNotEqualTo("ledger");
  }

  @Test
  void missesNoSetting() {
    assertThat(provider().missingSettings()).isEmpty();
  }

  @Test
  void authorisesAndTellsAmountAndCurrency() {
    PaymentRequest payment = approved(1001);

    ProviderPayment held = authorise(payment);

    assertThat(held).isEqualTo(as(payment, held.reference(), State.AUTHORISED));
    assertThat(held.reference()).matches("[!-~]{1,255}");
    assertThat(lookup(payment, State.AUTHORISED)).isEqualTo(held);
    assertThat(lookup(known(payment, held, "lookup"), State.AUTHORISED)).isEqualTo(held);
  }

  @Test
  void authorisesOnceForTheSameKey() {
    PaymentRequest payment = approved(1002);

    ProviderPayment held = authorise(payment);

    assertThat(await(provider().authorise(payment))).isEqualTo(held);
    assertThat(await(provider().authorise(payment))).isEqualTo(held);
    assertThat(listed(payment)).containsExactly(held);
  }

  @Test
  void authorisesOnceForTheSameKeyAtOnce() {
    PaymentRequest payment = approved(1003);

    List<CompletableFuture<ProviderPayment>> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(provider().authorise(payment).subscribeAsCompletionStage());
    }
    for (CompletableFuture<ProviderPayment> call : calls) {
      // one that comes while the first is under way may be refused
      call.handle((said, failure) -> said).join();
    }

    ProviderPayment held = authorise(payment);
    assertThat(calls)
        .allSatisfy(
            call -> assertThat(call.handle((said, failure) -> said).join()).isIn(held, null));
    assertThat(listed(payment)).containsExactly(held);
  }

  @Test
  void answersForEachOfMany() {
    PaymentRequest first = approved(1004);
    PaymentRequest second = request(1005, declinedMethod());
    PaymentRequest third = approved(1006);

    List<Uni<ProviderPayment>> all = provider().authoriseAll(List.of(first, second, third));

    assertThat(all)
        .extracting(PaymentProviderContract::await)
        .extracting(ProviderPayment::paymentId, ProviderPayment::state, ProviderPayment::amount)
        .containsExactly(
            tuple(first.paymentId(), State.AUTHORISED, 1004L),
            tuple(second.paymentId(), State.DECLINED, 1005L),
            tuple(third.paymentId(), State.AUTHORISED, 1006L));
  }

  @Test
  void declinesWithAReason() {
    PaymentRequest payment = request(1007, declinedMethod());

    ProviderPayment declined = await(provider().authorise(payment));

    assertThat(declined.state()).isEqualTo(State.DECLINED);
    assertThat(declined.reason()).matches("[!-~]{1,64}");
    assertThat(declined.amount()).isEqualTo(1007);
    assertThat(declined.currency()).isEqualTo(currency());
    assertThat(await(provider().authorise(payment))).isEqualTo(declined);
    assertThat(await(provider().lookup(payment)).state()).isIn(State.DECLINED, State.NONE);
  }

  @Test
  void capturesOnce() {
    PaymentRequest payment = approved(1008);
    ProviderPayment held = authorise(payment);
    PaymentRequest capture = known(payment, held, "capture");

    ProviderPayment taken = await(provider().capture(capture));

    assertThat(taken).isEqualTo(as(payment, held.reference(), State.CAPTURED));
    assertThat(await(provider().capture(capture))).isEqualTo(taken);
    assertThat(await(provider().capture(known(payment, held, "capture-again")))).isEqualTo(taken);
    assertThat(lookup(capture, State.CAPTURED)).isEqualTo(taken);
    assertThat(listed(payment)).containsExactly(taken);
  }

  @Test
  void capturesWhatItFindsByOurIdAlone() {
    PaymentRequest payment = approved(1009);
    ProviderPayment held = authorise(payment);
    lookup(payment, State.AUTHORISED);

    assertThat(await(provider().capture(step(payment, null, "capture"))))
        .isEqualTo(as(payment, held.reference(), State.CAPTURED));
  }

  @Test
  void voidsOnce() {
    PaymentRequest payment = approved(1010);
    ProviderPayment held = authorise(payment);
    PaymentRequest undo = known(payment, held, "void");

    assertThat(await(provider().voidAuthorisation(undo)).state()).isEqualTo(State.VOIDED);
    assertThat(await(provider().voidAuthorisation(undo)).state()).isEqualTo(State.VOIDED);
    assertThat(lookup(undo, State.VOIDED).amount()).isEqualTo(1010);
  }

  @Test
  void capturesNothingThatIsVoided() {
    PaymentRequest payment = approved(1011);
    ProviderPayment held = authorise(payment);
    await(provider().voidAuthorisation(known(payment, held, "void")));

    assertThat(await(provider().capture(known(payment, held, "capture"))).state())
        .isEqualTo(State.VOIDED);
    assertThat(lookup(known(payment, held, "lookup"), State.VOIDED)).isNotNull();
  }

  @Test
  void voidsNothingThatIsCaptured() {
    PaymentRequest payment = approved(1012);
    ProviderPayment held = authorise(payment);
    ProviderPayment taken = await(provider().capture(known(payment, held, "capture")));

    assertThat(await(provider().voidAuthorisation(known(payment, held, "void")))).isEqualTo(taken);
    assertThat(lookup(known(payment, held, "lookup"), State.CAPTURED)).isEqualTo(taken);
  }

  @Test
  void refundsOnce() {
    PaymentRequest payment = approved(1013);
    ProviderPayment held = authorise(payment);
    await(provider().capture(known(payment, held, "capture")));
    PaymentRequest refund = known(payment, held, "refund");

    assertThat(await(provider().refund(refund)).state()).isIn(State.REFUNDED, State.PENDING);
    assertThat(await(provider().refund(refund)).state()).isIn(State.REFUNDED, State.PENDING);
    ProviderPayment back = lookup(refund, State.REFUNDED);
    assertThat(back).isEqualTo(as(payment, held.reference(), State.REFUNDED));
    assertThat(await(provider().refund(known(payment, held, "refund-again"))).state())
        .isEqualTo(State.REFUNDED);
    assertThat(listed(payment)).containsExactly(back);
  }

  @Test
  void refundsNothingThatIsVoided() {
    PaymentRequest payment = approved(1014);
    ProviderPayment held = authorise(payment);
    await(provider().voidAuthorisation(known(payment, held, "void")));

    assertThat(await(provider().refund(known(payment, held, "refund"))).state())
        .isEqualTo(State.VOIDED);
    assertThat(lookup(known(payment, held, "lookup"), State.VOIDED)).isNotNull();
  }

  @Test
  void knowsNothingOfWhatItWasNotAskedFor() {
    PaymentRequest payment = approved(1015);

    assertThat(await(provider().lookup(payment)))
        .isEqualTo(ProviderPayment.none(payment.paymentId()));
  }

  @Test
  void listsNothingOfAnotherPeriod() {
    Instant before = Instant.now().minus(Duration.ofDays(1));
    ProviderPayment held = authorise(approved(1016));

    assertThat(pages(before.minusSeconds(60), before))
        .extracting(ProviderPayment::reference)
        .doesNotContain(held.reference());
  }

  @Test
  void refusesANotificationWithoutASignature() {
    byte[] body = "{\"id\":\"1\",\"type\":\"any\"}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(
            () -> provider().notification(new WebhookRequest(name -> null, body, Instant.now())))
        .isInstanceOf(WebhookRefused.class);
  }

  private PaymentRequest approved(long amount) {
    return request(amount, approvedMethod());
  }

  private PaymentRequest request(long amount, String method) {
    UUID id = UUID.randomUUID();
    return new PaymentRequest(
        id,
        UUID.randomUUID(),
        "user-of-the-contract",
        amount,
        currency(),
        method,
        null,
        id + "-authorise");
  }

  private static PaymentRequest known(PaymentRequest payment, ProviderPayment held, String step) {
    return step(payment, held.reference(), step);
  }

  private static PaymentRequest step(PaymentRequest payment, String reference, String step) {
    return new PaymentRequest(
        payment.paymentId(),
        payment.orderId(),
        payment.userId(),
        payment.amount(),
        payment.currency(),
        payment.paymentMethod(),
        reference,
        payment.paymentId() + "-" + step);
  }

  private static ProviderPayment as(PaymentRequest payment, String reference, State state) {
    return new ProviderPayment(
        payment.paymentId(), reference, state, payment.amount(), payment.currency(), null);
  }

  private ProviderPayment authorise(PaymentRequest payment) {
    ProviderPayment held = await(provider().authorise(payment));
    assertThat(held.state()).isEqualTo(State.AUTHORISED);
    return held;
  }

  private ProviderPayment lookup(PaymentRequest payment, State state) {
    return Awaitility.await("a lookup answers " + state)
        .atMost(patience())
        .pollInterval(Duration.ofMillis(200))
        .pollDelay(Duration.ZERO)
        .until(() -> await(provider().lookup(payment)), found -> found.state() == state);
  }

  private List<ProviderPayment> listed(PaymentRequest payment) {
    Instant now = Instant.now();
    return pages(now.minusSeconds(600), now.plusSeconds(60)).stream()
        .filter(each -> payment.paymentId().equals(each.paymentId()))
        .toList();
  }

  private List<ProviderPayment> pages(Instant from, Instant until) {
    List<ProviderPayment> all = new ArrayList<>();
    String after = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      List<ProviderPayment> next = await(provider().list(from, until, after));
      if (next.isEmpty()) {
        return all;
      }
      all.addAll(next);
      after = next.get(next.size() - 1).reference();
    }
    throw new AssertionError("the pages have no end");
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(60));
  }
}
