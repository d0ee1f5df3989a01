package io.lockstep.platform;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The clock, and how times go in and out of the database: UTC, to the microsecond. */
public final class Time {
  private Time() {}

  /** A database DATETIME(6), which is always UTC, as an instant. */
  public static Instant fromColumn(LocalDateTime column) {
    return column == null ? null : column.toInstant(ZoneOffset.UTC);
  }

  /** An instant as the argument for a DATETIME(6) column. */
  public static LocalDateTime toColumn(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  /** An instant as JSON rows carry it into a DATETIME(6) column. */
  public static String toJsonColumn(Instant instant) {
    return toColumn(instant).toString().replace('T', ' ');
  }

  /** The application's clock: the system's, ticking in microseconds as the database does. */
  @Singleton
  static class ClockSource {
    @Produces
    @Singleton
    Clock clock() {
      return new Microseconds(ZoneOffset.UTC);
    }
  }

  /** Written out because {@link Clock#tick} divides by zero below a millisecond. */
  private static final class Microseconds extends Clock {
    private final ZoneId zone;

    Microseconds(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return new Microseconds(other);
    }

    @Override
    public Instant instant() {
      return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public long millis() {
      return System.currentTimeMillis();
    }
  }
}
