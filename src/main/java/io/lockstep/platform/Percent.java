package io.lockstep.platform;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A change of an amount by percent, rounded half up to a whole minor unit: 1000 and 0.05 percent is
 * 1000.5, which makes 1001.
 *
 * @param value percent; −100 takes all
 */
public record Percent(BigDecimal value) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** No change. */
  public static final Percent NONE = new Percent(BigDecimal.ZERO);

  /** What the amount becomes, in minor units; it may be one that nothing can cost. */
  public BigDecimal appliedTo(long amount) {
    return BigDecimal.valueOf(amount)
        .multiply(HUNDRED.add(value))
        .divide(HUNDRED, 0, RoundingMode.HALF_UP);
  }
}
