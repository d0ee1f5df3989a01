package io.lockstep.messaging.deadletters;

import io.lockstep.platform.CodePoints;
import io.lockstep.platform.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Dead letters that look like one and the same mistake: of one queue, reason and type, with the
 * same words in the first line of their error. Ids, numbers and times differ from letter to letter
 * and say nothing about the mistake, so each of them is {@code #} there; words stay as they are.
 *
 * @param key names the group: a hash, 32 hexadecimal digits
 * @param errorLine the first line of the error without ids and numbers; empty where there is none
 */
public record LetterGroup(String key, String errorLine) {
  private static final int LONGEST_READ = 500;
  private static final int LONGEST = 200;
  private static final int KEY_LENGTH = 32;

  private static final Pattern KEY = Pattern.compile("[0-9a-f]{" + KEY_LENGTH + "}");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** Whatever has a digit in it: a number, a SKU, part of a time. */
  private static final Pattern WORD_WITH_DIGIT = Pattern.compile("[A-Za-z_]*[0-9][A-Za-z0-9_]*");

  /** A time, an address, a decimal fraction. */
  private static final Pattern SEVERAL = Pattern.compile("#([-.:,/+]#)+");

  static LetterGroup of(String queue, String reason, String type, String error) {
    String line = errorLine(error);
    String all = String.join("\n", queue, reason, MessageKey.of(type), line);
    String hash = Hashes.sha256(all.getBytes(StandardCharsets.UTF_8));
    return new LetterGroup(hash.substring(0, KEY_LENGTH), line);
  }

  /** Whether this could name a group. */
  public static boolean isKey(String text) {
    return KEY.matcher(text).matches();
  }

  private static String errorLine(String error) {
    if (error == null) {
      return "";
    }
    String first = CodePoints.first(LONGEST_READ, error.lines().findFirst().orElse(""));
    String withoutIds = UUID.matcher(first).replaceAll("#");
    String withoutNumbers = WORD_WITH_DIGIT.matcher(withoutIds).replaceAll("#");
    return CodePoints.first(LONGEST, SEVERAL.matcher(withoutNumbers).replaceAll("#").strip());
  }
}
