package io.lockstep.messaging.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.http.Problem;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicWordsUnitTest {
  @ParameterizedTest
  @ValueSource(strings = {"order", "order.paid", "a.b.c.d", "größe.é😀", "a-b_c:d/e", "1"})
  void takesWordsWithDotsBetweenForAType(String type) {
    assertThat(TopicWords.isType(type)).isTrue();
    assertThatCode(() -> TopicWords.requireType(type)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ".a",
        "a.",
        "a..b",
        "a b",
        "a,b",
        "*",
        "a.*",
        "#",
        "a#",
        "a\tb",
        "a\0",
        "a\u00a0b",
        "a\u2028b",
        "a\ud800"
      })
  void takesNothingElseForAType(String type) {
    assertThat(TopicWords.isType(type)).isFalse();
    assertThatThrownBy(() -> TopicWords.requireType(type)).isInstanceOf(Problem.class);
  }

  @Test
  void countsBytesAsAmqpDoes() {
    assertThat(TopicWords.isType("x".repeat(255))).isTrue();
    assertThat(TopicWords.isType("x".repeat(256))).isFalse();
    assertThat(TopicWords.isType("ü".repeat(127))).isTrue();
    assertThat(TopicWords.isType("ü".repeat(128))).isFalse();
    assertThat(TopicWords.isType("x.".repeat(127) + "x")).isTrue();
  }

  @Test
  void readsPatternsWithCommasBetween() {
    assertThat(TopicWords.patterns("order.paid")).containsExactly("order.paid");
    assertThat(TopicWords.patterns("order.*,#,*.#.x,order.*"))
        .containsExactly("order.*", "#", "*.#.x");
  }

  @Test
  void meansAllEventsWhereNoPatternIsNamed() {
    assertThat(TopicWords.patterns(null)).containsExactly("#");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", "a,", ",a", "a,,b", "a, b", "a*", "*a", "##", "a.#b", "a..b", "a.", " "})
  void refusesPatternsThatAreNone(String patterns) {
    assertThatThrownBy(() -> TopicWords.patterns(patterns))
        .isInstanceOfSatisfying(
            Problem.class, refused -> assertThat(refused.status()).isEqualTo(400));
  }

  @Test
  void readsAHundredDifferentPatternsAtMost() {
    List<String> hundred = IntStream.range(0, 100).mapToObj(i -> "a." + i).toList();

    assertThat(TopicWords.patterns(String.join(",", hundred))).isEqualTo(hundred);
    assertThat(TopicWords.patterns(String.join(",", hundred) + ",a.0")).hasSize(100);
    assertThatThrownBy(() -> TopicWords.patterns(String.join(",", hundred) + ",b"))
        .isInstanceOf(Problem.class);
  }

  @Test
  void readsPatternsOfAsManyBytesAsAmqpCarries() {
    assertThat(TopicWords.patterns("x".repeat(255))).hasSize(1);
    assertThatThrownBy(() -> TopicWords.patterns("x".repeat(256))).isInstanceOf(Problem.class);
  }
}
