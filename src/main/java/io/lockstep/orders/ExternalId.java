package io.lockstep.orders;

import io.lockstep.platform.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The number that users give their orders: unique among those of one user, byte for byte. */
public final class ExternalId {
  /** Most characters. */
  public static final int LONGEST = 64;

  private static final String HASHED = "sha256=";
  private static final Pattern PLAIN = Pattern.compile("[!-~]{1," + LONGEST + "}");

  private ExternalId() {}

  /**
   * What it is compared by: the text itself where it is visible ASCII, else its hash. A column
   * would take {@code a} and {@code a } for the same.
   */
  public static String keyOf(String value) {
    return PLAIN.matcher(value).matches() && !value.startsWith(HASHED)
        ? value
        : HASHED + Hashes.sha256(value.getBytes(StandardCharsets.UTF_8));
  }
}
