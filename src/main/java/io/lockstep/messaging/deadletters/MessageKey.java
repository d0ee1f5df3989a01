package io.lockstep.messaging.deadletters;

import io.lockstep.platform.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What ids and subjects of messages are compared by. Anyone may publish, so they can be of any
 * length and made of anything, while a column of the database has an end and takes {@code a} and
 * {@code a } for the same. A key is visible ASCII, and two ids have the same key only if they are
 * the same byte for byte.
 */
public final class MessageKey {
  /** How many characters a key has at most. */
  static final int LONGEST = 255;

  private static final String HASHED = "sha256=";
  private static final Pattern PLAIN = Pattern.compile("[!-~]{0," + LONGEST + "}");

  private MessageKey() {}

  /** The text itself where it is short and plain, else its hash; empty for an empty text. */
  public static String of(String text) {
    return PLAIN.matcher(text).matches() && !text.startsWith(HASHED)
        ? text
        : HASHED + Hashes.sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
