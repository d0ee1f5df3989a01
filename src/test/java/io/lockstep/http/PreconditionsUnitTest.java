package io.lockstep.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.testing.RequestHead;
import io.vertx.core.http.HttpMethod;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsUnitTest {
  @Test
  void asksForNothingWhereNoHeaderIs() {
    Preconditions none = with();

    assertHolds(() -> none.check(7));
    assertHolds(none::checkUnversioned);
    assertHolds(none::checkMissing);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"7\"",
        " \"7\" ",
        "\"1\", \"7\"",
        "\"7\",\"1\"",
        "\"1\"\t,\t\"7\"",
        "W/\"7\", \"7\"",
        "\"\", \"7\"",
        "\"a,b\", \"7\"",
        "*",
        " * "
      })
  void holdsIfTheVersionIsOneOfThoseThatMatch(String tags) {
    assertHolds(() -> with("If-Match", tags).check(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"8\"", "W/\"7\"", "\"07\"", "\"+7\"", "\"*\"", "\"77\"", "\"\""})
  void failsIfTheVersionIsNoneOfThoseThatMatch(String tags) {
    assertFails(() -> with("If-Match", tags).check(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"7\"", "W/\"7\"", "\"1\", W/\"7\"", "*"})
  void failsIfTheVersionIsOneOfThoseThatMustNotMatch(String tags) {
    assertFails(() -> with("If-None-Match", tags).check(7));
  }

  @Test
  void holdsIfTheVersionIsNoneOfThoseThatMustNotMatch() {
    assertHolds(() -> with("If-None-Match", "\"1\", W/\"8\"").check(7));
  }

  @Test
  void readsAHeaderThatIsThereTwice() {
    Preconditions twice = with("If-Match", "\"1\"", "if-match", "\"7\"");

    assertHolds(() -> twice.check(1));
    assertHolds(() -> twice.check(7));
    assertFails(() -> twice.check(2));
  }

  @Test
  void failsIfOneOfBothHeadersDoes() {
    assertFails(() -> with("If-Match", "\"7\"", "If-None-Match", "\"7\"").check(7));
    assertHolds(() -> with("If-Match", "\"7\"", "If-None-Match", "\"8\"").check(7));
  }

  @Test
  void takesNoTagForThatOfWhatHasNoVersion() {
    assertFails(() -> with("If-Match", "\"7\"").checkUnversioned());
    assertFails(() -> with("If-None-Match", "*").checkUnversioned());
    assertHolds(() -> with("If-Match", "*").checkUnversioned());
    assertHolds(() -> with("If-None-Match", "\"7\"").checkUnversioned());
  }

  @Test
  void wantsNothingToMatchWhereNothingIs() {
    assertFails(() -> with("If-Match", "*").checkMissing());
    assertFails(() -> with("If-Match", "\"7\"").checkMissing());
    assertHolds(() -> with("If-None-Match", "*").checkMissing());
    assertHolds(() -> with("If-None-Match", "\"7\"").checkMissing());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "7",
        "\"7",
        "7\"",
        "\"7\"\"8\"",
        "\"7\" \"8\"",
        "\"7\",",
        "\"7\", ",
        ",\"7\"",
        "\"7\",,\"8\"",
        "\"7\", 8",
        "w/\"7\"",
        "W/ \"7\"",
        "\"a b\"",
        "*, \"7\"",
        "\"7\", *",
        "**"
      })
  void refusesWhatIsNoListOfTags(String tags) {
    for (String header : new String[] {"If-Match", "If-None-Match"}) {
      assertThatThrownBy(() -> with(header, tags))
          .isInstanceOfSatisfying(
              Problem.class, refused -> assertThat(refused.status()).isEqualTo(400));
    }
  }

  @Test
  void refusesAnyVersionTogetherWithOneInAnotherLine() {
    assertThatThrownBy(() -> with("If-Match", "*", "If-Match", "\"7\""))
        .isInstanceOf(Problem.class);
  }

  private static Preconditions with(String... headers) {
    return Preconditions.of(RequestHead.of(HttpMethod.PUT, "/", headers));
  }

  private static void assertHolds(ThrowingCallable check) {
    assertThatCode(check).doesNotThrowAnyException();
  }

  private static void assertFails(ThrowingCallable check) {
    assertThatThrownBy(check)
        .isInstanceOfSatisfying(
            Problem.class, refused -> assertThat(refused.status()).isEqualTo(412));
  }
}
