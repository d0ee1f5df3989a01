package io.lockstep.sweeps;

/**
 * Which of the items that are due an {@link ItemSweep} asks for: all but those that are set aside,
 * or a single one.
 *
 * @param argument of the {@link #condition}
 * @param limit most items
 */
public record Due(String argument, boolean isSingle, int limit) {
  static Due notSetAside(String useCase, int limit) {
    return new Due(useCase, false, limit);
  }

  public static Due only(String id) {
    return new Due(id, true, 1);
  }

  /**
   * The condition as SQL, with one parameter, for {@link #argument}.
   *
   * @param idColumn the item's id, as the statement calls it: {@code o.id}
   */
  public String condition(String idColumn) {
    return isSingle
        ? idColumn + " = ?"
        : "NOT EXISTS (SELECT 1 FROM set_aside f WHERE f.use_case = ? AND f.item = "
            + idColumn
            + ")";
  }
}
