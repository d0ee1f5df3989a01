package io.lockstep.payroll;

import io.lockstep.http.Problem;
import io.lockstep.http.json.WellFormed;
import io.lockstep.platform.CodePoints;

/**
 * What departments may be called. A name groups employees and is compared byte for byte, so one
 * that differs from another only by a space at its end, which the database would take for the same,
 * is refused.
 */
final class Department {
  /** As a regular expression, for constraint annotations: no white space at either end. */
  static final String PATTERN = "\\S([\\s\\S]*\\S)?";

  static final String WHY = "must not begin or end with white space";
  static final int LONGEST = 64;

  private Department() {}

  /**
   * Checks the name in a query.
   *
   * @return the name, or null for null
   * @throws Problem 400 if no department can be called so
   */
  static String requireInQuery(String name) {
    if (name != null
        && (!name.matches(PATTERN)
            || CodePoints.count(name) > LONGEST
            || !WellFormed.isText(name))) {
      throw Problem.invalid("department", "is none that a department can have");
    }
    return name;
  }
}
