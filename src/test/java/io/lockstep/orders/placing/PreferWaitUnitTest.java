package io.lockstep.orders.placing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferWaitUnitTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=5|5",
        "WAIT = 5|5",
        "respond-async, wait=5|5",
        "wait=5; foo=1|5",
        "wait=\"5\"|5",
        "wait=05|5",
        "wait=30|30",
        "wait=31|30",
        "wait=99999999999999999999|30"
      })
  void waitsAsLongAsPreferredAndAtMostHalfAMinute(String header, long seconds) {
    assertThat(PreferWait.of(header)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "wait",
        "wait=",
        "wait=-1",
        "wait=+5",
        "wait=5.5",
        "wait=1e1",
        "wait=5s",
        "wait=\"5",
        "wait=5\"",
        "wait=٥",
        "wait=0x5",
        "await=5"
      })
  void doesNotWaitForWhatIsNoNumberOfSeconds(String header) {
    assertThat(PreferWait.of(header)).isZero();
  }
}
