package io.lockstep.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyUnitTest {
  private static final long LARGEST = 999_999_999_999_999L;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, LARGEST, -LARGEST})
  void hasUpToFifteenDigits(long amount) {
    assertThat(new Money(amount, "EUR").amount()).isEqualTo(amount);
  }

  @ParameterizedTest
  @ValueSource(longs = {LARGEST + 1, -LARGEST - 1, Long.MAX_VALUE, Long.MIN_VALUE})
  void hasNoMoreThanFifteenDigits(long amount) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Money(amount, "EUR"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "eur", "EURO", "EU", " EUR", "EUR ", "ABC", "€", "978"})
  void hasACurrencyThatThereIs(String code) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Money(1, code));
    assertThat(Money.isCurrency(code)).isFalse();
  }

  @Test
  void isAddedWithinOneCurrency() {
    assertThat(eur(5).plus(eur(-7))).isEqualTo(eur(-2));
    assertThat(eur(LARGEST - 1).plus(eur(1))).isEqualTo(eur(LARGEST));
    assertThatIllegalArgumentException().isThrownBy(() -> eur(5).plus(new Money(5, "CHF")));
    assertThatIllegalArgumentException().isThrownBy(() -> eur(LARGEST).plus(eur(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> eur(-LARGEST).plus(eur(-1)));
  }

  @ParameterizedTest
  @CsvSource({
    "150, 3, 450",
    "150, 0, 0",
    "150, -2, -300",
    "-150, 2, -300",
    "999999999999999, 1, 999999999999999",
    "999999999999999, 0, 0",
    "-999999999999999, -1, 999999999999999",
    "333333333333333, 3, 999999999999999",
    "465661, 2147483647, 999999382545667"
  })
  void isMultiplied(long amount, int quantity, long product) {
    assertThat(eur(amount).times(quantity)).isEqualTo(eur(product));
  }

  @ParameterizedTest
  @CsvSource({
    "999999999999999, 2",
    "333333333333334, 3",
    "-500000000000000, 2",
    "500000000000000, -2",
    "465662, 2147483647",
    "999999999999999, 2147483647",
    "8589934592, -2147483648"
  })
  void isNotMultipliedBeyondFifteenDigits(long amount, int quantity) {
    assertThatIllegalArgumentException().isThrownBy(() -> eur(amount).times(quantity));
  }

  private static Money eur(long amount) {
    return new Money(amount, "EUR");
  }
}
