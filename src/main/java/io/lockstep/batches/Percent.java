package io.lockstep.batches;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.lockstep.http.Answer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A change of an amount by percent: a number in JSON, −100 takes all. */
@RegisterForReflection
@Schema(
    type = SchemaType.NUMBER,
    minimum = "-999999999.9999",
    maximum = "999999999.9999",
    description = "At most four decimals.")
public final class Percent {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int MOST_INTEGER_DIGITS = 9;
  private static final int MOST_DECIMALS = 4;

  /** No change. */
  public static final Percent NONE = new Percent(BigDecimal.ZERO);

  private final BigDecimal value;

  /**
   * That many percent.
   *
   * @throws IllegalArgumentException if it has more than nine digits before the point or more than
   *     four after it
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Percent(BigDecimal value) {
    // in this order, and as longs: 1e2147483647 overflows an int, and cannot be expanded
    if (value.scale() > MOST_DECIMALS
        || (long) value.precision() - value.scale() > MOST_INTEGER_DIGITS) {
      throw new IllegalArgumentException(
          "must have at most %d digits before the point and %d after it"
              .formatted(MOST_INTEGER_DIGITS, MOST_DECIMALS));
    }
    this.value = value;
  }

  /** The number of percent. */
  @JsonValue
  public BigDecimal value() {
    return value;
  }

  /** The refusal where the amount would leave its range, before or after it is rounded. */
  public Optional<Answer> refusalFor(ComputedAmount what, long amount) {
    BigDecimal exact = exactlyOf(amount);
    return what.refusal(exact).or(() -> what.refusal(rounded(exact)));
  }

  /**
   * What the amount becomes, in minor units, rounded half up: 1000 and 0.05 percent is 1000.5,
   * which makes 1001. It may be one that nothing can cost.
   */
  public BigDecimal appliedTo(long amount) {
    return rounded(exactlyOf(amount));
  }

  /** Before it is rounded: −100.4 percent of 1 are less than nothing. */
  BigDecimal exactlyOf(long amount) {
    return BigDecimal.valueOf(amount).multiply(HUNDRED.add(value)).movePointLeft(2);
  }

  private static BigDecimal rounded(BigDecimal amount) {
    return amount.setScale(0, RoundingMode.HALF_UP);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Percent percent && percent.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value.toPlainString() + " %";
  }
}
