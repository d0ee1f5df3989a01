package io.lockstep.payments.protocol;

import io.lockstep.payments.spi.ProviderPayment;

/** What came of asking a provider, or what it has told by itself. */
sealed interface Outcome {
  /** It is sure. */
  record Said(ProviderPayment payment) implements Outcome {}

  /**
   * Nobody knows whether it was done.
   *
   * @param reason a short code
   */
  record Unclear(String reason) implements Outcome {}

  /**
   * It is sure that nothing was done, and can be asked again.
   *
   * @param reason a short code
   */
  record Refused(String reason) implements Outcome {}

  /**
   * It was left alone: too many of its calls have failed or are under way.
   *
   * @param reason a short code
   */
  record NotAsked(String reason) implements Outcome {}
}
