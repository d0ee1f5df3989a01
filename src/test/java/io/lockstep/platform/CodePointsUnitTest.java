package io.lockstep.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodePointsUnitTest {
  @Test
  void countsCharactersAsTheDatabaseDoes() {
    assertThat(CodePoints.count("")).isZero();
    assertThat(CodePoints.count("aé€")).isEqualTo(3);
    assertThat(CodePoints.count("a😀b")).isEqualTo(3);
  }

  @Test
  void cutsNoCharacterInHalf() {
    assertThat(CodePoints.first(3, "a😀b")).isEqualTo("a😀b");
    assertThat(CodePoints.first(2, "a😀b")).isEqualTo("a😀");
    assertThat(CodePoints.first(1, "a😀b")).isEqualTo("a");
    assertThat(CodePoints.first(0, "a😀b")).isEmpty();
  }
}
