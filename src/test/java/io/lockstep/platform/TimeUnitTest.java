package io.lockstep.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeUnitTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-27T12:34:56.123456Z",
        "2026-11-27T12:34:56Z",
        "2026-11-27T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2026-03-29T01:30:00Z"
      })
  void comesOutOfAColumnAsItWentIn(String time) {
    Instant instant = Instant.parse(time);

    assertThat(Time.fromColumn(Time.toColumn(instant))).isEqualTo(instant);
    assertThat(LocalDateTime.parse(Time.toJsonColumn(instant).replace(' ', 'T')))
        .isEqualTo(Time.toColumn(instant));
  }

  @Test
  void isUtcInAColumnWhateverTheZoneOfTheMachine() {
    assertThat(Time.toColumn(Instant.parse("2026-11-27T12:34:56.1Z")))
        .isEqualTo("2026-11-27T12:34:56.1");
    assertThat(Time.toJsonColumn(Instant.parse("2026-11-27T12:34:56.123456Z")))
        .isEqualTo("2026-11-27 12:34:56.123456");
  }

  @Test
  void isNoneWhereTheColumnIsNull() {
    assertThat(Time.fromColumn(null)).isNull();
  }

  @Test
  void ticksInMicrosecondsInUtc() {
    Clock clock = new Time.ClockSource().clock();

    for (int i = 0; i < 1000; i++) {
      assertThat(clock.instant().getNano() % 1000).isZero();
    }
    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    ZoneId tokyo = ZoneId.of("Asia/Tokyo");
    assertThat(clock.withZone(tokyo).getZone()).isEqualTo(tokyo);
    assertThat(clock.withZone(tokyo).instant().getNano() % 1000).isZero();
  }
}
