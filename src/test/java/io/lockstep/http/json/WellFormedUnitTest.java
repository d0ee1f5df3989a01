package io.lockstep.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.platform.CodePoints;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WellFormedUnitTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "",
        "\"a\\\\ud800\"", // a backslash and then letters
        "\"\\ud83d\\ude00\"",
        "\"\\uD83D\\uDE00\\n\\\"\"",
        "{\"\\u00e9\": [\"\\u0001\", \"\u00e9\", \"\ud83d\ude00\"]}",
        "\"\\uffff \\u0020\"",
      })
  void takesTextThatIsUnicode(String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    assertThat(WellFormed.isJson(bytes, 0, bytes.length)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud800\"",
        "\"\\uDFFF\"",
        "\"\\ude00\\ud83d\"", // the wrong way round
        "\"\\ud83d \\ude00\"",
        "\"\\ud83d\\ud83d\\ude00\"",
        "\"\\ud83d\\\\ude00\"",
        "\"\\ud83d",
        "\"\\\\\\ud800\"",
        "{\"\\ud800\": 1}",
        "[[[{\"a\": {\"b\": [\"x\\u0000\"]}}]]]",
        "\"\0\"",
        "\0",
      })
  void refusesHalfASurrogatePairAndANul(String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    assertThat(WellFormed.isJson(bytes, 0, bytes.length)).isFalse();
  }

  /** A surrogate in UTF-8, overlong forms, a stray byte, an end that is missing, UTF-16. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "22eda08022",
        "22eda080edb08022",
        "22c08022",
        "22e0808022",
        "22c1bf22",
        "22ff22",
        "22c3",
        "22f490808022",
        "22f880808080 22",
        "feff00220061",
        "22006100"
      })
  void refusesBytesThatAreNoUtf8(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThat(WellFormed.isJson(bytes, 0, bytes.length)).isFalse();
  }

  @Test
  void namesTheMemberWhoseTextItIs() {
    assertThat(fieldOf("{\"a\":1,\"\u00e9\":[{\"b\":\"x\"},{\"c\":\"\\ud800\"}]}"))
        .isEqualTo("\u00e9[1].c");
    assertThat(fieldOf("{\"a\":{\"\\udc00\":1}}")).isEqualTo("a");
    assertThat(fieldOf("{\"a\":\"\0\"}")).isEqualTo("a");
    assertThat(fieldOf("{\"a\":[\"\",\"\\u0000\"]}")).isEqualTo("a[1]");
    assertThat(fieldOf("\"\\ud800\"")).isEmpty();
    assertThat(fieldOf("no JSON \\ud800")).isEmpty();
  }

  private static String fieldOf(String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    int fault = WellFormed.faultInJson(bytes, 0, bytes.length);
    return new IllFormedText(bytes, 0, bytes.length, fault).field();
  }

  @Test
  void looksAtItsPartOfTheBytesOnly() {
    assertThat(WellFormed.isJson(new byte[] {0, '1', (byte) 0xff}, 1, 1)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a%20b?c=%C3%A9+%F0%9F%98%80&d", "*", "/%2525"})
  void takesTargetsThatAreText(String target) {
    assertThat(WellFormed.isPercentEncoded(target)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%00",
        "/a?b=%ED%A0%80",
        "/%C0%80",
        "/%FF",
        "/a?%00=b",
        "/%",
        "/%4",
        "/%zz",
        "/%C3",
        "/%٣٤"
      })
  void refusesTargetsThatAreNone(String target) {
    assertThat(WellFormed.isPercentEncoded(target)).isFalse();
  }

  @Test
  void countsCharactersAndHalvesNone() {
    String smile = "\ud83d\ude00";
    assertThat(CodePoints.count("a" + smile)).isEqualTo(2);
    assertThat(CodePoints.first(1, smile + smile)).isEqualTo(smile);
    assertThat(CodePoints.first(5, smile + smile)).isEqualTo(smile + smile);
  }
}
