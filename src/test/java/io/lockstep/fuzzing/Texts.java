package io.lockstep.fuzzing;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/** Texts that fit the patterns of the document, and texts that are odd. */
final class Texts {
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-";

  /** Well-formed, though odd: astral, combining, right to left, blank, quotes of SQL and HTML. */
  private static final List<String> WELL_FORMED =
      List.of(
          "é",
          "e\u0301",
          "\uD83D\uDE00",
          "\u05D0\u05D1",
          "\u00A0",
          "\u200B",
          "\uFEFF",
          "\uFFFD",
          "\uDBFF\uDFFF",
          "' OR 1=1 --",
          "<b>&amp;</b>",
          "a b",
          "\t",
          "%00",
          "${x}",
          "\\");

  /** Half of a pair, and NUL: no text, whatever the schema. */
  private static final List<String> ILL_FORMED = List.of("\uD800", "a\uDC00b", "\u0000", "x\u0000");

  /** What makes a text for each pattern whose texts are not found by trying. */
  private static final Map<String, Function<Random, String>> MADE =
      Map.of(
          "^[A-Z]{3}$", random -> one(List.of("EUR", "EUR", "EUR", "USD", "JPY"), random),
          "json|text|base64", random -> one(List.of("json", "text", "base64"), random),
          "count|damage", random -> one(List.of("count", "damage", "loss", "found"), random),
          "a-fA-F0-9", random -> new UUID(random.nextLong(), random.nextLong()).toString());

  private Texts() {}

  /** A text that fits the pattern, or any text if there is none. */
  static String fitting(String pattern, int least, int most, Random random) {
    for (Map.Entry<String, Function<Random, String>> known : MADE.entrySet()) {
      if (pattern != null && pattern.contains(known.getKey())) {
        return known.getValue().apply(random);
      }
    }
    int longest = Math.min(most, pattern != null && pattern.contains("{1,64}") ? 64 : 1000);
    return switch (random.nextInt(8)) {
      case 0 -> plain(longest, random);
      case 1 -> plain(Math.max(1, least), random);
      case 2, 3 -> withOdd(pattern, longest, random);
      default -> plain(Math.max(least, 1 + random.nextInt(Math.min(12, longest))), random);
    };
  }

  private static String withOdd(String pattern, int longest, Random random) {
    String odd = one(WELL_FORMED, random);
    boolean isPlain = pattern != null && pattern.contains("[A-Za-z0-9._:-]");
    boolean isName = pattern != null && pattern.contains("\\p{");
    return isPlain || isName || longest < 20
        ? plain(Math.min(8, longest), random)
        : "a" + odd + "b";
  }

  private static String plain(int length, Random random) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      boolean atEnd = text.length() == 0 || text.length() == length - 1;
      text.append(PLAIN.charAt(random.nextInt(atEnd ? 62 : 62)));
    }
    return text.toString();
  }

  /** Any text: empty, long, odd. */
  static String any(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "";
      case 1 -> "x".repeat(one(List.of(41, 65, 201, 255, 256, 501, 600), random));
      case 2 -> " ";
      default -> one(WELL_FORMED, random);
    };
  }

  static String illFormed(Random random) {
    return one(ILL_FORMED, random);
  }

  /** Whether it is a text at all: no NUL, no half of a surrogate pair. */
  static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(point -> point == 0 || point >= 0xD800 && point <= 0xDFFF);
  }

  static <T> T one(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }
}
