package io.lockstep.bench;

/** A table of numbers, as SQL: what many rows at once are made of. */
final class Numbers {
  /** How many there are: 0 to one less. */
  static final int COUNT = 100_000;

  private static final String DIGITS =
      "(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"
          + " UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8"
          + " UNION ALL SELECT 9)";

  private Numbers() {}

  /** A derived table with one column, {@code n}; it needs an alias. */
  static String table() {
    return "(SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n FROM "
        + "%s a, %s b, %s c, %s e, %s f)".formatted(DIGITS, DIGITS, DIGITS, DIGITS, DIGITS);
  }
}
