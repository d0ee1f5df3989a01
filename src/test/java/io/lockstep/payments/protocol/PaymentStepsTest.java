package io.lockstep.payments.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.payments.Charge;
import io.lockstep.payments.Payment;
import io.lockstep.payments.Payment.Aim;
import io.lockstep.payments.PaymentStatus;
import io.lockstep.payments.protocol.PaymentSteps.Begun;
import io.lockstep.payments.protocol.PaymentSteps.Claim;
import io.lockstep.payments.protocol.PaymentSteps.Key;
import io.lockstep.payments.protocol.PaymentSteps.Postponed;
import io.lockstep.platform.Money;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Under which keys a provider is asked for a step again. */
@QuarkusTest
class PaymentStepsTest {
  /** Not configured, so nobody asks it. */
  private static final String PROVIDER = "nobody";

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Inject PaymentSteps steps;
  @Inject Transactions transactions;

  private final Tables tables = Tables.of(Stack.current());
  private final UUID order = UUID.randomUUID();
  private final UUID id = UUID.randomUUID();
  private final Key refund = new Key(order, Step.REFUND);

  @AfterEach
  void forget() {
    tables.run("DELETE FROM payment_steps WHERE provider = '%s'".formatted(PROVIDER));
  }

  @Test
  void asksUnderAnotherKeyAfterEachSureRefusal() {
    begin();

    assertThat(claimedKey()).isEqualTo(id + "-refund");
    answered(1, 0, 1);
    assertThat(claimedKey()).isEqualTo(id + "-refund-1");
    answered(2, 0, 1);
    assertThat(claimedKey()).isEqualTo(id + "-refund-2");
  }

  @Test
  void keepsTheKeyOnceAnAnswerWasUnclear() {
    begin();
    claimedKey();
    answered(1, 0, 1);

    assertThat(claimedKey()).isEqualTo(id + "-refund-1");
    answered(2, 0, 0);
    assertThat(claimedKey()).isEqualTo(id + "-refund-1");
    answered(3, 0, 1);
    assertThat(claimedKey()).isEqualTo(id + "-refund-1");
  }

  @Test
  void keepsTheKeyWhereNobodyHasHeardOfAnAnswer() {
    begin();
    claimedKey();

    assertThat(claimedKey()).isEqualTo(id + "-refund");
    answered(1, 0, 1); // late, and the second is under way
    assertThat(claimedKey()).isEqualTo(id + "-refund");
  }

  @Test
  void doesNotCountWhatWasNotAsked() {
    begin();
    claimedKey();
    answered(1, 1, 0);

    Claim claim = claim();
    assertThat(claim.attempts()).isEqualTo(1);
    assertThat(claim.refusals()).isZero();
  }

  private void begin() {
    Payment payment =
        new Payment(
            order,
            id,
            new Charge("anna", new Money(500, "EUR")),
            PROVIDER,
            null,
            PaymentStatus.CAPTURED,
            PaymentStatus.CAPTURED,
            null,
            new Aim(Aim.Kind.UNDO, "out-of-stock", null));
    run(tx -> steps.begin(tx, List.of(new Begun(payment, Step.REFUND))));
  }

  private String claimedKey() {
    return refund.step().idempotencyKey(id, claim().refusals());
  }

  /** As soon as it is due. */
  private Claim claim() {
    run(tx -> steps.hasten(tx, order));
    return run(tx -> steps.claim(tx, PROVIDER, 100)).stream()
        .filter(claim -> claim.key().equals(refund))
        .findFirst()
        .orElseThrow();
  }

  private void answered(int attempts, int uncounted, int refused) {
    run(
        tx ->
            steps.postpone(
                tx, List.of(new Postponed(refund, "reason", attempts, uncounted, refused))));
  }

  private <T> T run(Function<Tx, Uni<T>> work) {
    return transactions.run("payment-steps-test", work).await().atMost(TIMEOUT);
  }
}
