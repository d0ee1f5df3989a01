package io.lockstep.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrencyCodeUnitTest {
  private final CurrencyCode.Check check = new CurrencyCode.Check();

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"EUR", "USD", "JPY", "CHF"})
  void passesACodeAndLeavesNullToOthers(String code) {
    assertThat(check.isValid(code, null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "eur", "EURO", "EUR\n", "XYZ", "ЕUR"})
  void refusesWhatIsNone(String code) {
    assertThat(check.isValid(code, null)).isFalse();
  }
}
