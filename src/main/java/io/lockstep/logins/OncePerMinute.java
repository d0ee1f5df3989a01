package io.lockstep.logins;

import io.quarkus.logging.LoggingFilter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Keeps a provider that is away from filling the log: what the framework and the logins warn of
 * with each token is written once a minute.
 */
@LoggingFilter(name = "once-per-minute")
public final class OncePerMinute implements Filter {
  private static final String OPEN_ID_CONNECT = "io.quarkus.oidc.";
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int MOST = 100;

  /** When each warning was last written. */
  private final Map<String, Long> written = new ConcurrentHashMap<>();

  @Override
  public boolean isLoggable(LogRecord line) {
    String logger = line.getLoggerName();
    return logger == null
        || line.getLevel().intValue() != Level.WARNING.intValue()
        || !isOfLogins(logger)
        || isDue(logger + line.getMessage(), System.nanoTime());
  }

  private static boolean isOfLogins(String logger) {
    return logger.startsWith(OPEN_ID_CONNECT) || logger.equals(Authenticating.class.getName());
  }

  /** Whether a warning was not written within the minute before {@code now}; it is then. */
  boolean isDue(String warning, long now) {
    if (written.size() > MOST) {
      written.clear(); // those that name what is different each time
    }
    Long last = written.get(warning);
    if (last != null && now - last < MINUTE_NANOS) {
      return false;
    }
    return last == null
        ? written.putIfAbsent(warning, now) == null
        : written.replace(warning, last, now);
  }
}
