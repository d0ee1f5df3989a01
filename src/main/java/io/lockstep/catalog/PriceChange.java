package io.lockstep.catalog;

import io.lockstep.platform.Percent;
import java.math.BigDecimal;

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

  static PriceChange byPercent(BigDecimal percent) {
    return new PriceChange(0, new Percent(percent));
  }

  /** The new price in minor units; it may be none that a product can have. */
  BigDecimal applyTo(long price) {
    return percent.appliedTo(price).add(BigDecimal.valueOf(add));
  }
}
