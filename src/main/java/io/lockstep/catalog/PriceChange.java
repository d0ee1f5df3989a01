package io.lockstep.catalog;

import io.lockstep.batches.ComputedAmount;
import io.lockstep.batches.Percent;
import io.lockstep.http.Answer;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * How a price changes: by an amount or by percent.
 *
 * @param add minor units
 * @param percent of the old price
 */
record PriceChange(long add, Percent percent) {
  static PriceChange byAmount(long add) {
    return new PriceChange(add, Percent.NONE);
  }

  static PriceChange byPercent(Percent percent) {
    return new PriceChange(0, percent);
  }

  /** The refusal where no product can have the new price. */
  Optional<Answer> refusalFor(long price) {
    return percent
        .refusalFor(ComputedAmount.PRICE, price)
        .or(() -> ComputedAmount.PRICE.refusal(applyTo(price)));
  }

  /** The new price in minor units; it may be none that a product can have. */
  BigDecimal applyTo(long price) {
    return percent.appliedTo(price).add(BigDecimal.valueOf(add));
  }
}
