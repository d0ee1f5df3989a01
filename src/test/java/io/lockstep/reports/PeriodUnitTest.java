package io.lockstep.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.http.Problem;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodUnitTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-01",
        "2026-11-01T00:00:00Z",
        "2026-11-01t00:00:00z",
        "2026-11-01T02:00:00+02:00",
        "2026-10-31T23:30:00-00:30",
        "2026-11-01T00:00:00.000000000Z"
      })
  void readsDatesAndTimesAsRfc3339HasThem(String from) {
    assertThat(Period.of(from, null, NOW).from()).isEqualTo("2026-11-01T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30",
        "2026-13-01",
        "2026-1-1",
        "20260101",
        "2026-001",
        "2026-W01-1",
        " 2026-11-01",
        "2026-11-01 ",
        "+2026-11-01",
        "-2026-11-01",
        "+999999999-12-31",
        "999999999-12-31",
        "+1000000000-01-01T00:00:00Z",
        "1969-12-31",
        "9999-12-31",
        "٢٠٢٦-١١-٠١",
        "2026-11-01T00:00Z",
        "2026-11-01T00:00:00",
        "2026-11-01T00:00:00+02",
        "2026-11-01 00:00:00Z",
        "2026-11-01T24:00:00Z",
        "2026-11-01T00:60:00Z",
        "2026-11-01T00:00:61Z",
        "2026-11-01T00:00:00+19:00",
        "2026-11-01T00:00:00+01:00:30",
        "2026-11-01T00:00:00.Z",
        "2026-11-01T00:00:00.1234567890Z",
        "2026-11-01T00:00:00Z[UTC]",
        "now",
        "1767225600"
      })
  void refusesWhatIsNeitherADateNorSuchATime(String from) {
    assertThatThrownBy(() -> Period.of(from, null, NOW)).isInstanceOf(Problem.class);
  }
}
