package io.lockstep.platform;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Makes UUIDs of version 7: 48 bits of milliseconds, a 12-bit counter within the millisecond, 62
 * random bits. Ids of one instance grow strictly, so rows are appended at the end of their index.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7">RFC 9562, 5.7</a>
 */
@ApplicationScoped
public class Ids {
  private static final Pattern UUID_PATTERN =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final int COUNTER_LIMIT = 0xFFF;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private long lastMillis;
  private int counter;

  Ids(Clock clock) {
    this.clock = clock;
  }

  /** The next id. */
  public UUID next() {
    return new UUID(timeAndCounter(), 0x8000000000000000L | (random.nextLong() >>> 2));
  }

  /** Whether {@code text} could be an id made here; anything else need not be looked up. */
  public static boolean isWellFormed(String text) {
    return text != null && UUID_PATTERN.matcher(text).matches();
  }

  /** The least id of the millisecond of a time from 1970 on. */
  public static String lowestAt(Instant time) {
    return new UUID((time.toEpochMilli() << 16) | 0x7000L, 0x8000000000000000L).toString();
  }

  /** The time that an id carries, in milliseconds; never before that of an id made earlier. */
  public static Instant timeOf(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  private synchronized long timeAndCounter() {
    long now = Math.max(clock.millis(), lastMillis);
    if (now == lastMillis) {
      counter++;
      if (counter > COUNTER_LIMIT) {
        // More than 4,096 in one millisecond: borrow the next one, order is what counts.
        now++;
        counter = 0;
      }
    } else {
      counter = random.nextInt(COUNTER_LIMIT / 2);
    }
    lastMillis = now;
    return (now << 16) | 0x7000L | counter;
  }
}
