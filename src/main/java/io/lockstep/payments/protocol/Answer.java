package io.lockstep.payments.protocol;

import io.lockstep.payments.protocol.PaymentSteps.Key;
import io.lockstep.payments.protocol.PaymentSteps.Postponed;
import io.lockstep.payments.spi.ProviderPayment;
import java.util.Optional;
import java.util.UUID;

/**
 * What came of a payment at its provider.
 *
 * @param asked the step that was asked for; null where the provider has spoken by itself
 * @param attempts how often it was asked for that step
 */
record Answer(UUID orderId, Step asked, int attempts, Outcome outcome) {
  static Answer unasked(UUID orderId, ProviderPayment said) {
    return new Answer(orderId, null, 0, new Outcome.Said(said));
  }

  /** The step for later, where it is not done. */
  Optional<Postponed> postponed(Progress progress) {
    return asked == null || progress.refusal() == null
        ? Optional.empty()
        : Optional.of(
            new Postponed(
                new Key(orderId, asked),
                progress.refusal(),
                attempts,
                outcome instanceof Outcome.NotAsked ? 1 : 0,
                outcome instanceof Outcome.Refused ? 1 : 0));
  }
}
