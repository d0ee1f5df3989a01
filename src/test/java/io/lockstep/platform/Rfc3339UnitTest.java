package io.lockstep.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339UnitTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
    "2026-01-02t03:04:05.123456789z, 2026-01-02T03:04:05.123456789Z",
    "2026-01-02T03:04:05+01:30, 2026-01-02T01:34:05Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
  })
  void readsTimes(String text, Instant time) {
    assertThat(Rfc3339.parse(text)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2026-01-02",
        "2026-01-02T03:04Z",
        "2026-01-02T03:04:05",
        "2026-01-02 03:04:05Z",
        "2026-02-30T00:00:00Z",
        "2026-01-02T25:00:00Z",
        "1969-12-31T23:59:59Z",
        "9999-12-31T00:00:00Z",
        "+12026-01-02T03:04:05Z"
      })
  void refusesWhatIsNone(String text) {
    assertThat(Rfc3339.parse(text)).isEmpty();
  }
}
