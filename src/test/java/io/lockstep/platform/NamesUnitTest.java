package io.lockstep.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.http.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesUnitTest {
  private static final String LONGEST =
      "0123456789012345678901234567890123456789012345678901234567890123";

  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "tea-1", "A.b_c:d-E", ".", "-", LONGEST})
  void takesNamesOfLettersDigitsAndFourSigns(String name) {
    assertThat(Names.isValid(name)).isTrue();
    assertThat(Names.requireForWriting("sku", name)).isEqualTo(name);
    assertThat(Names.requireForReading("The product", name)).isEqualTo(name);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", " ", "a b", "a ", "a\n", "a/b", "a%20b", "é", "٥", "a\0", LONGEST + "4"})
  void refusesOtherNamesAndFindsNothingUnderThem(String name) {
    assertThat(Names.isValid(name)).isFalse();
    assertThatThrownBy(() -> Names.requireForWriting("sku", name))
        .isInstanceOfSatisfying(
            Problem.class, refused -> assertThat(refused.status()).isEqualTo(400));
    assertThatThrownBy(() -> Names.requireForReading("The product", name))
        .isInstanceOfSatisfying(
            Problem.class, refused -> assertThat(refused.status()).isEqualTo(404));
  }
}
