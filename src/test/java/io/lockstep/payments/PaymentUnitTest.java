package io.lockstep.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.orders.events.PaymentEvent;
import io.lockstep.platform.Money;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentUnitTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final UUID ORDER = UUID.randomUUID();
  private static final UUID ID = UUID.randomUUID();

  @Test
  void answersWhatBecameOfIt() {
    assertThat(payment(PaymentStatus.CAPTURED, null).answer(NOW))
        .isEqualTo(new PaymentEvent.Completed(data(null)));
    assertThat(payment(PaymentStatus.DECLINED, "insufficient-funds").answer(NOW))
        .isEqualTo(new PaymentEvent.Failed(data("insufficient-funds")));
  }

  @Test
  void saysWhyItWasRefunded() {
    assertThat(payment(PaymentStatus.REFUNDED, "out-of-stock").refunded("out-of-stock", NOW))
        .isEqualTo(new PaymentEvent.Refunded(data("out-of-stock")));
  }

  @ParameterizedTest
  @EnumSource(PaymentStatus.class)
  void isAnsweredForOnlyUntilItIsUndone(PaymentStatus status) {
    assertThat(payment(status, null).isAnswerable())
        .isEqualTo(
            Set.of(PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED, PaymentStatus.DECLINED)
                .contains(status));
  }

  @Test
  void isVoidWithoutACharge() {
    Payment payment = Payment.voided(ORDER);

    assertThat(payment.charge()).isNull();
    assertThat(payment.isAnswerable()).isFalse();
  }

  private static Payment payment(PaymentStatus status, String reason) {
    return new Payment(
        ORDER,
        ID,
        new Charge("anna", new Money(500, "EUR")),
        "example",
        null,
        status,
        status,
        reason,
        Payment.Aim.AUTHORISE);
  }

  private static PaymentEvent.Data data(String reason) {
    return new PaymentEvent.Data(ORDER, ID, 500, "EUR", reason, NOW);
  }
}
