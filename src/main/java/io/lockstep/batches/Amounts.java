package io.lockstep.batches;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.platform.Money;
import java.math.BigDecimal;
import java.util.Optional;

/** Amounts that were computed, and may be none that a price or a salary can have. */
public final class Amounts {
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Money.LARGEST);

  private Amounts() {}

  /**
   * The refusal of an amount below zero or of more than 15 digits; empty where it can be had.
   *
   * @param what the amount is: {@code price}
   */
  public static Optional<Answer> refusal(String what, BigDecimal amount) {
    if (amount.signum() < 0) {
      return Optional.of(refused(what, "below zero", "would be below zero"));
    }
    return isTooLarge(amount)
        ? Optional.of(refused(what, "overflow", "would exceed 15 digits"))
        : Optional.empty();
  }

  /** Why a price or a salary cannot have this amount; empty where it can. */
  static Optional<String> trouble(BigDecimal amount) {
    if (amount.signum() < 0) {
      return Optional.of("below-zero");
    }
    return isTooLarge(amount) ? Optional.of("overflow") : Optional.empty();
  }

  private static boolean isTooLarge(BigDecimal amount) {
    return amount.compareTo(LARGEST) > 0;
  }

  private static Answer refused(String what, String why, String detail) {
    String title = Character.toUpperCase(what.charAt(0)) + what.substring(1) + " " + why;
    return Answer.refused(
        Problem.unprocessable(
            what + "-" + why.replace(' ', '-'), title, "The " + what + " " + detail));
  }
}
