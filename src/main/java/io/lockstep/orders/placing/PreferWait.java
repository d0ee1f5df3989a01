package io.lockstep.orders.placing;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The preference {@code wait} of a request. One that cannot be understood is ignored, as the RFC
 * has it; more than 30 seconds are taken as 30.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240#section-4.3">RFC 7240, 4.3</a>
 */
final class PreferWait {
  private static final Pattern WAIT =
      Pattern.compile(
          "(?:^|[,;\\s])wait\\s*=\\s*(\"?)([0-9]+)\\1\\s*(?:[,;]|$)", Pattern.CASE_INSENSITIVE);
  private static final long LONGEST_SECONDS = 30;
  private static final int MOST_DIGITS_READ = 9;

  private PreferWait() {}

  /** How long to wait; zero where nothing is preferred. */
  static Duration of(String header) {
    Matcher matcher = WAIT.matcher(header == null ? "" : header);
    return matcher.find() ? Duration.ofSeconds(seconds(matcher.group(2))) : Duration.ZERO;
  }

  private static long seconds(String digits) {
    return digits.length() > MOST_DIGITS_READ
        ? LONGEST_SECONDS
        : Math.min(LONGEST_SECONDS, Long.parseLong(digits));
  }
}
