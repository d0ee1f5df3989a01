package io.lockstep.batches;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.platform.Money;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** Amounts that were computed, and may be none that a price or a salary can have. */
public enum ComputedAmount {
  PRICE(ProblemType.PRICE_BELOW_ZERO, ProblemType.PRICE_OVERFLOW),
  SALARY(ProblemType.SALARY_BELOW_ZERO, ProblemType.SALARY_OVERFLOW);

  private static final BigDecimal LARGEST = BigDecimal.valueOf(Money.LARGEST);

  private final ProblemType belowZero;
  private final ProblemType overflow;

  ComputedAmount(ProblemType belowZero, ProblemType overflow) {
    this.belowZero = belowZero;
    this.overflow = overflow;
  }

  /** The refusal of an amount below zero or of more than 15 digits; empty where it can be had. */
  public Optional<Answer> refusal(BigDecimal amount) {
    if (amount.signum() < 0) {
      return Optional.of(refused(belowZero, "would be below zero"));
    }
    return isTooLarge(amount)
        ? Optional.of(refused(overflow, "would exceed 15 digits"))
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

  private Answer refused(ProblemType type, String why) {
    return Answer.refused(Problem.of(type, "The " + name().toLowerCase(Locale.ROOT) + " " + why));
  }
}
