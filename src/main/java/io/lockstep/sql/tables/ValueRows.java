package io.lockstep.sql.tables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rows for a table that numbers them itself (AUTO_INCREMENT), inserted by lists of VALUES. InnoDB
 * knows beforehand how many numbers such a list takes, while an {@code INSERT ... SELECT} (as of
 * {@link TableRows}) locks the table's counter until it ends, and so stops every other one: in
 * {@code innodb_autoinc_lock_mode} 1, the default of MariaDB.
 *
 * <p>The portions' sizes are powers of two, so that few statements are prepared for any number of
 * rows.
 *
 * @see <a href="https://mariadb.com/docs/server/server-usage/storage-engines/innodb/auto_increment-
 *     handling-in-innodb">AUTO_INCREMENT handling in InnoDB</a>
 */
public final class ValueRows {
  private static final int LARGEST = 256;

  private ValueRows() {}

  /**
   * Cuts rows into statements, in their order.
   *
   * @param insertInto the statement up to, and without, {@code VALUES}
   * @param row one row of it in brackets, with a question mark for each argument
   */
  public static List<Portion> portions(String insertInto, String row, List<Object[]> rows) {
    List<Portion> portions = new ArrayList<>();
    for (int from = 0; from < rows.size(); ) {
      int size = Math.min(LARGEST, Integer.highestOneBit(rows.size() - from));
      portions.add(portion(insertInto, row, rows.subList(from, from + size)));
      from += size;
    }
    return portions;
  }

  private static Portion portion(String insertInto, String row, List<Object[]> rows) {
    List<Object> arguments = new ArrayList<>(rows.size() * rows.get(0).length);
    rows.forEach(each -> Collections.addAll(arguments, each));
    return new Portion(
        insertInto + " VALUES " + String.join(", ", Collections.nCopies(rows.size(), row)),
        arguments.toArray());
  }

  /** One statement. */
  public record Portion(String sql, Object... arguments) {}
}
