package io.lockstep.messaging.pubsub;

import io.lockstep.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What event types and patterns may be made of, so that AMQP can carry them: at most 255 bytes,
 * words with dots between. In a pattern {@code *} stands for one word and {@code #} for any number
 * of words.
 */
final class TopicWords {
  static final int LONGEST_BYTES = 255;
  private static final int MOST_PATTERNS = 100;
  private static final String WORD = "[^\\p{C}\\p{Z}.*#,]+";
  static final String TYPE_PATTERN = WORD + "(\\." + WORD + ")*";
  private static final Pattern TYPE = Pattern.compile(TYPE_PATTERN);
  private static final String PART = "(\\*|#|" + WORD + ")";
  private static final Pattern PATTERN = Pattern.compile(PART + "(\\." + PART + ")*");

  private TopicWords() {}

  static boolean isType(String type) {
    return fits(type) && TYPE.matcher(type).matches();
  }

  /**
   * Checks a type.
   *
   * @throws Problem 400
   */
  static void requireType(String type) {
    if (!isType(type)) {
      throw Problem.invalid(
          "type", "must be words with dots between, at most " + LONGEST_BYTES + " bytes");
    }
  }

  /**
   * Reads patterns with commas between.
   *
   * @param patterns null for all events
   * @throws Problem 400
   */
  static List<String> patterns(String patterns) {
    List<String> read =
        patterns == null
            ? List.of("#")
            : Arrays.asList(patterns.split(",", -1)).stream().distinct().toList();
    if (read.size() > MOST_PATTERNS || !read.stream().allMatch(TopicWords::isPattern)) {
      throw Problem.invalid(
          "types",
          "must be up to %d topic patterns with commas between: words, * or # with dots between, at"
                  .formatted(MOST_PATTERNS)
              + " most %d bytes each".formatted(LONGEST_BYTES));
    }
    return read;
  }

  private static boolean isPattern(String pattern) {
    return fits(pattern) && PATTERN.matcher(pattern).matches();
  }

  private static boolean fits(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_BYTES;
  }
}
