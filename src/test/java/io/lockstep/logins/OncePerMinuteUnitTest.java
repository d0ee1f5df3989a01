package io.lockstep.logins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class OncePerMinuteUnitTest {
  private static final String PROVIDER = "io.quarkus.oidc.common.runtime.OidcCommonUtils";

  private final OncePerMinute filter = new OncePerMinute();

  @Test
  void aWarningOfLoginsIsWrittenOnce() {
    for (String logger : new String[] {PROVIDER, "io.lockstep.logins.Authenticating"}) {
      assertThat(isWritten(logger, Level.WARNING, "away")).isTrue();
      assertThat(isWritten(logger, Level.WARNING, "away")).isFalse();
      assertThat(isWritten(logger, Level.WARNING, "something else")).isTrue();
    }
  }

  @Test
  void anythingElseIsWrittenEachTime() {
    for (int i = 0; i < 2; i++) {
      assertThat(isWritten(PROVIDER, Level.SEVERE, "away")).isTrue();
      assertThat(isWritten(PROVIDER, Level.INFO, "there")).isTrue();
      assertThat(isWritten("io.lockstep.orders.placing", Level.WARNING, "away")).isTrue();
      assertThat(isWritten(null, Level.WARNING, "away")).isTrue();
    }
  }

  @Test
  void itIsWrittenAgainAfterAMinute() {
    long start = Long.MAX_VALUE - 5; // the clock may run over
    assertThat(filter.isDue("away", start)).isTrue();
    assertThat(filter.isDue("away", start + TimeUnit.SECONDS.toNanos(59))).isFalse();
    assertThat(filter.isDue("away", start + TimeUnit.SECONDS.toNanos(60))).isTrue();
    assertThat(filter.isDue("away", start + TimeUnit.SECONDS.toNanos(61))).isFalse();
  }

  @Test
  void warningsThatAreNeverTheSameAreNotKeptForEver() {
    assertThat(filter.isDue("away", 0)).isTrue();
    for (int i = 0; i < 1000; i++) {
      assertThat(filter.isDue("warning " + i, 0)).isTrue();
    }
    assertThat(filter.isDue("away", 1)).isTrue();
  }

  private boolean isWritten(String logger, Level level, String message) {
    LogRecord line = new LogRecord(level, message);
    line.setLoggerName(logger);
    return filter.isLoggable(line);
  }
}
