package io.lockstep.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsUnitTest {
  private final SetClock clock = new SetClock();
  private final Ids ids = new Ids(clock);

  @Test
  void areUuidsOfVersionSeven() {
    UUID id = ids.next();

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(millisOf(id)).isEqualTo(clock.millis());
    assertThat(Ids.isWellFormed(id.toString())).isTrue();
  }

  @Test
  void carryTheirTimeAndAreNotBelowTheLowestOfIt() {
    String id = ids.next().toString();
    Instant now = clock.instant();

    assertThat(Ids.timeOf(UUID.fromString(id))).isEqualTo(now);
    assertThat(id)
        .isGreaterThanOrEqualTo(Ids.lowestAt(now))
        .isLessThan(Ids.lowestAt(now.plusMillis(1)));
    assertThat(Ids.lowestAt(Instant.EPOCH)).isEqualTo("00000000-0000-7000-8000-000000000000");
    assertThat(Ids.lowestAt(Instant.parse("9999-12-30T00:00:00Z")))
        .startsWith("e677c7d3")
        .hasSize(36);
  }

  @Test
  void growStrictlyWithinOneMillisecond() {
    assertAscending(next(20_000));
  }

  @Test
  void borrowFromTheNextMillisecondWhereOneIsFull() {
    List<UUID> all = next(4097);

    assertThat(millisOf(all.get(4096))).isEqualTo(clock.millis() + 1);
    assertThat(all).allMatch(id -> id.version() == 7);
  }

  @Test
  void growStrictlyWhenTheClockGoesOnBehindWhatWasBorrowed() {
    List<UUID> before = next(10_000);
    clock.now += 1;

    assertAscending(Stream.concat(before.stream(), next(10).stream()).toList());
  }

  @Test
  void growStrictlyWhenTheClockGoesBack() {
    List<UUID> before = next(10);
    clock.now -= 60_000;

    assertAscending(Stream.concat(before.stream(), next(10).stream()).toList());
  }

  @Test
  void differWhereTwoInstancesMakeThemAtTheSameTime() {
    assertThat(ids.next()).isNotEqualTo(new Ids(clock).next());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "1",
        "0190163d-8694-739b-aea5-966c26f8ad9",
        "0190163d-8694-739b-aea5-966c26f8ad911",
        "0190163D-8694-739B-AEA5-966C26F8AD91",
        "0190163d8694739baea5966c26f8ad91",
        "0190163d-8694-739b-aea5-966c26f8ad9g",
        "0190163d-8694-739b-aea5-966c26f8ad91\n"
      })
  void areNotThatText(String text) {
    assertThat(Ids.isWellFormed(text)).isFalse();
  }

  private List<UUID> next(int count) {
    return IntStream.range(0, count).mapToObj(i -> ids.next()).toList();
  }

  /** As text, which is how the database compares them. */
  private static void assertAscending(List<UUID> ids) {
    List<String> texts = ids.stream().map(UUID::toString).toList();
    assertThat(texts).isSorted().doesNotHaveDuplicates();
  }

  private static long millisOf(UUID id) {
    return id.getMostSignificantBits() >>> 16;
  }

  private static final class SetClock extends Clock {
    private long now = Instant.parse("2026-11-27T12:00:00Z").toEpochMilli();

    @Override
    public long millis() {
      return now;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(now);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
