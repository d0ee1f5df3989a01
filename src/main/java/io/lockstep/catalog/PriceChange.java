package io.lockstep.catalog;

import io.lockstep.platform.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How a price changes: by an amount, by percent, or both at once.
 *
 * @param add minor units
 * @param percent with up to four decimals; the result is rounded half up to a whole minor unit
 */
record PriceChange(long add, BigDecimal percent) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  static PriceChange byAmount(long add) {
    return new PriceChange(add, BigDecimal.ZERO);
  }

  static PriceChange byPercent(BigDecimal percent) {
    return new PriceChange(0, percent);
  }

  /** The new price in minor units; it may be none that a product can have. */
  BigDecimal applyTo(long price) {
    return BigDecimal.valueOf(price)
        .multiply(HUNDRED.add(percent))
        .divide(HUNDRED, 0, RoundingMode.HALF_UP)
        .add(BigDecimal.valueOf(add));
  }

  static boolean isBelowZero(BigDecimal price) {
    return price.signum() < 0;
  }

  static boolean isTooLarge(BigDecimal price) {
    return price.compareTo(BigDecimal.valueOf(Money.LARGEST)) > 0;
  }
}
