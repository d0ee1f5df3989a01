package io.lockstep.catalog;

import io.lockstep.platform.Answer;
import io.lockstep.platform.Problem;
import java.math.BigDecimal;
import java.util.Optional;

/** Why a price cannot become what was asked for. */
final class Refusals {
  private Refusals() {}

  /** The refusal of this price, if a product cannot have it. */
  static Optional<Answer> of(BigDecimal price) {
    if (PriceChange.isBelowZero(price)) {
      return Optional.of(
          refused("price-below-zero", "Price below zero", "The price would be below zero"));
    }
    return PriceChange.isTooLarge(price)
        ? Optional.of(
            refused("price-overflow", "Price overflow", "The price would exceed 15 digits"))
        : Optional.empty();
  }

  private static Answer refused(String slug, String title, String detail) {
    return Answer.refused(Problem.unprocessable(slug, title, detail));
  }
}
