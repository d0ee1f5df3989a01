package io.lockstep.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalIdUnitTest {
  private static final int COLUMN = 71;

  @ParameterizedTest
  @ValueSource(strings = {"a", "PO-2026/17", "!~", "sha256"})
  void isItsOwnKeyWhereItIsPlain(String id) {
    assertThat(ExternalId.keyOf(id)).isEqualTo(id);
  }

  @Test
  void hasAKeyOfItsOwnThatFitsTheColumn() {
    List<String> ids =
        List.of(
            "a", "a ", " a", "a\t", "á", "a\u0301", "sha256=a", "😀".repeat(64), "x".repeat(64));

    assertThat(ids.stream().map(ExternalId::keyOf))
        .doesNotHaveDuplicates()
        .allMatch(key -> key.matches("[!-~]{1," + COLUMN + "}"));
  }

  /** Else one could name another's hash. */
  @Test
  void isHashedWhereItLooksLikeAHash() {
    String hash = ExternalId.keyOf("a b");

    assertThat(ExternalId.keyOf(hash)).startsWith("sha256=").isNotEqualTo(hash);
  }
}
