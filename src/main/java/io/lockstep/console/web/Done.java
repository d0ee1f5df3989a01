package io.lockstep.console.web;

/**
 * What an act has come to: a page to go on with, and what it says there.
 *
 * @param next below the console, {@code "/orders"}
 * @param isGood false for a refusal
 */
public record Done(String next, String message, boolean isGood) {
  /** It was done. */
  public static Done well(String next, String message) {
    return new Done(next, message, true);
  }

  /** It was refused. */
  public static Done refused(String next, String message) {
    return new Done(next, message, false);
  }
}
