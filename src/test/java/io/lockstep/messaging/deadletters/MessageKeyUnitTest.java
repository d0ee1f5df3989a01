package io.lockstep.messaging.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageKeyUnitTest {
  @Test
  void isAPlainIdItself() {
    String id = UUID.randomUUID().toString();
    assertThat(MessageKey.of(id)).isEqualTo(id);
    assertThat(MessageKey.of("")).isEmpty();
    assertThat(MessageKey.of("x".repeat(255))).isEqualTo("x".repeat(255));
  }

  @Test
  void differsWhereTheIdsDo() {
    String longOne = "x".repeat(255);
    List<String> ids =
        List.of(
            "a",
            "A",
            "a ",
            " a",
            "a  ",
            "a\t",
            "a\0",
            "\u00e9",
            "e\u0301",
            "\ud83d\ude00",
            " ",
            longOne,
            longOne + "1",
            longOne + "2",
            MessageKey.of("a "));
    assertThat(ids.stream().map(MessageKey::of).distinct()).hasSameSizeAs(ids);
    assertThat(ids).allMatch(id -> MessageKey.of(id).matches("[!-~]{1,255}"));
  }
}
