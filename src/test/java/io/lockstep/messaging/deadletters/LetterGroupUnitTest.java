package io.lockstep.messaging.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LetterGroupUnitTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No step named z                                         | No step named z",
        "Order 3fa85f64-5717-4562-b3fc-2c963f66afa6 is not there | Order # is not there",
        "Order aabbccdd-abcd-abcd-abcd-abcdefabcdef is not there | Order # is not there",
        "No stock of sku-17 left, 3 wanted                       | No stock of sku-# left, # wanted",
        "late since 2026-11-29T02:12:29.123Z                     | late since #",
        "127.0.0.1:5672 refused after 1.5 s                      | # refused after # s",
        "user_42 is unknown to demo7                             | # is unknown to #",
        "Unexpected character ('}' (code 125)): line: 1          | Unexpected character ('}' (code #)): line: #"
      })
  void takesOutWhatDiffersFromLetterToLetter(String error, String line) {
    assertThat(LetterGroup.of("q", "failed", "a.b", error).errorLine()).isEqualTo(line);
  }

  @Test
  void readsTheFirstLineAlone() {
    assertThat(LetterGroup.of("q", "failed", "a.b", "broken\nat line 7").errorLine())
        .isEqualTo("broken");
    assertThat(LetterGroup.of("q", "failed", "a.b", "\nat line 7").errorLine()).isEmpty();
    assertThat(LetterGroup.of("q", "failed", "a.b", null).errorLine()).isEmpty();
  }

  @Test
  void keepsALongErrorShortAndNoCharacterHalved() {
    String error = "a" + "\ud83d\ude00".repeat(1000);
    String line = LetterGroup.of("q", "failed", "a.b", error).errorLine();
    assertThat(line.codePointCount(0, line.length())).isEqualTo(200);
    assertThat(error).startsWith(line);
  }

  @Test
  void tellsMistakesApartByQueueReasonTypeAndWords() {
    LetterGroup group = LetterGroup.of("q", "failed", "a.b", "no 17");
    assertThat(LetterGroup.isKey(group.key())).isTrue();
    assertThat(LetterGroup.of("q", "failed", "a.b", "no 18")).isEqualTo(group);
    assertThat(LetterGroup.of("r", "failed", "a.b", "no 17").key()).isNotEqualTo(group.key());
    assertThat(LetterGroup.of("q", "other", "a.b", "no 17").key()).isNotEqualTo(group.key());
    assertThat(LetterGroup.of("q", "failed", "a.c", "no 17").key()).isNotEqualTo(group.key());
    assertThat(LetterGroup.of("q", "failed", "a.b", "not 17").key()).isNotEqualTo(group.key());
  }
}
