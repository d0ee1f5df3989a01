package io.lockstep.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.platform.Money;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentUnitTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"0", "0.0001", "-0.0001", "999999999.9999", "-999999999.9999", "1e2", "1E+8"})
  void hasNineDigitsBeforeThePointAndFourAfterIt(String value) {
    assertThat(percent(value).value()).isEqualTo(new BigDecimal(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.00001",
        "1.00000",
        "1000000000",
        "-1000000000",
        "1e9",
        "1e2147483647",
        "-1e2147483647",
        "1e-2147483647",
        "0e2147483647"
      })
  void hasNoMoreDigits(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> percent(value));
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 0, 1000",
    "1000, 10, 1100",
    "1000, -10, 900",
    "1000, 0.05, 1001",
    "1000, 0.0499, 1000",
    "1000, -0.05, 1000",
    "1000, -0.0501, 999",
    "3, 50, 5",
    "1000, -100, 0",
    "0, 999999999.9999, 0",
    "1, 1e2, 2",
    "999999999999999, -0.0001, 999998999999999"
  })
  void changesAnAmountAndRoundsHalfUp(long amount, String percent, long changed) {
    assertThat(percent(percent).appliedTo(amount)).isEqualByComparingTo(String.valueOf(changed));
  }

  @Test
  void knowsWhatItComesToBeforeItIsRounded() {
    assertThat(percent("0.05").exactlyOf(1000)).isEqualByComparingTo("1000.5");
    assertThat(percent("-100.4").exactlyOf(1)).isEqualByComparingTo("-0.004");
  }

  @ParameterizedTest
  @CsvSource({"1, -100.4", "1, -100.0001", "1000, -101", "999999999999999, -999999999.9999"})
  void refusesAnAmountBelowZeroBeforeItIsRounded(long amount, String percent) {
    assertThat(percent(percent).refusalFor(ComputedAmount.PRICE, amount)).isPresent();
  }

  @Test
  void refusesAnAmountOfMoreThanFifteenDigitsBeforeOrAfterItIsRounded() {
    assertThat(Percent.NONE.refusalFor(ComputedAmount.PRICE, Money.LARGEST)).isEmpty();
    assertThat(percent("0.0001").refusalFor(ComputedAmount.PRICE, Money.LARGEST)).isPresent();
    assertThat(percent("100").refusalFor(ComputedAmount.PRICE, 500_000_000_000_000L)).isPresent();
    assertThat(percent("100").refusalFor(ComputedAmount.PRICE, 499_999_999_999_999L)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1000, -100", "0, -101", "1, 999999999.9999"})
  void refusesNothingElse(long amount, String percent) {
    assertThat(percent(percent).refusalFor(ComputedAmount.PRICE, amount)).isEmpty();
  }

  @Test
  void isANumberInJson() throws Exception {
    ObjectMapper json = new ObjectMapper();

    assertThat(json.readValue("-2.50", Percent.class)).isEqualTo(percent("-2.50"));
    assertThat(json.writeValueAsString(percent("-2.50"))).isEqualTo("-2.50");
  }

  @Test
  void isWrittenOutWithoutAnExponent() {
    assertThat(percent("1e2")).hasToString("100 %");
  }

  private static Percent percent(String value) {
    return new Percent(new BigDecimal(value));
  }
}
