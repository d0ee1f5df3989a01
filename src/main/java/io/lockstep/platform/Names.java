package io.lockstep.platform;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lockstep.http.Problem;
import java.util.regex.Pattern;

/** The pattern of ids and names that callers choose (SKUs, users, accounts, employees, locks). */
public final class Names {
  /** As a regular expression, for constraint annotations. */
  public static final String PATTERN = "[A-Za-z0-9._:-]{1,64}";

  private static final Pattern COMPILED = Pattern.compile(PATTERN);

  private Names() {}

  /** Whether {@code name} may name something at all. */
  public static boolean isValid(String name) {
    return name != null && COMPILED.matcher(name).matches();
  }

  /**
   * Checks an id in the path of a request that writes.
   *
   * @throws Problem 400, naming {@code field}
   */
  @CanIgnoreReturnValue
  public static String requireForWriting(String field, String name) {
    if (!isValid(name)) {
      throw Problem.invalid(field, "must match " + PATTERN);
    }
    return name;
  }

  /**
   * Checks an id in the path of a request that reads: what cannot exist is not found.
   *
   * @throws Problem 404
   */
  @CanIgnoreReturnValue
  public static String requireForReading(String what, String name) {
    if (!isValid(name)) {
      throw Problem.notFound(what);
    }
    return name;
  }
}
