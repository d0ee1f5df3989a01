package io.lockstep.batches;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputedAmountUnitTest {
  @ParameterizedTest
  @ValueSource(strings = {"0", "-0.0", "0.5", "999999999999999"})
  void canBeHadFromZeroToFifteenDigits(String amount) {
    assertThat(ComputedAmount.trouble(new BigDecimal(amount))).isEmpty();
    assertThat(ComputedAmount.PRICE.refusal(new BigDecimal(amount))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-0.0001, below-zero",
    "-1, below-zero",
    "-1e30, below-zero",
    "999999999999999.1, overflow",
    "1e15, overflow",
    "1e30, overflow"
  })
  void cannotBeHadBelowZeroOrBeyondFifteenDigits(String amount, String why) {
    assertThat(ComputedAmount.trouble(new BigDecimal(amount))).contains(why);
    assertThat(ComputedAmount.PRICE.refusal(new BigDecimal(amount))).isPresent();
  }

  @Test
  void isNamedInItsRefusal() {
    assertThat(ComputedAmount.SALARY.refusal(BigDecimal.valueOf(-1)).orElseThrow().status())
        .isEqualTo(422);
  }
}
