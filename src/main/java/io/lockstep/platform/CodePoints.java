package io.lockstep.platform;

/** Lengths of text as the database counts them: in characters, not in Java's code units. */
public final class CodePoints {
  private CodePoints() {}

  /** How many characters a text has. */
  public static int count(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The beginning of a text, at most that many characters and none of them halved. */
  public static String first(int most, String text) {
    return count(text) <= most ? text : text.substring(0, text.offsetByCodePoints(0, most));
  }
}
