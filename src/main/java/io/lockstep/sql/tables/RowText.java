package io.lockstep.sql.tables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A piece of SQL about one row whose values are arguments of the statement itself, where elsewhere
 * the row is {@code j}. A question mark of an expression stands for an argument of the operation,
 * as it does there.
 */
final class RowText {
  private static final Pattern VALUE = Pattern.compile("\\?|\\bj\\.(\\w+)");
  private static final String ARGUMENT = "?";

  private final String sql;
  private final List<Place> places;

  private RowText(String sql, List<Place> places) {
    this.sql = sql;
    this.places = places;
  }

  /**
   * The same for values as arguments.
   *
   * @param text as it is written where the row is {@code j}
   * @param sent the names of what is sent of each row, in its order
   * @param firstArgument which of the operation's arguments its first question mark is
   */
  static RowText of(String text, List<String> sent, int firstArgument) {
    List<Place> places = new ArrayList<>();
    int argument = firstArgument;
    Matcher value = VALUE.matcher(text);
    while (value.find()) {
      places.add(
          value.group(1) == null
              ? new Place(false, argument++)
              : new Place(true, sent.indexOf(value.group(1))));
    }
    return new RowText(VALUE.matcher(text).replaceAll(ARGUMENT), places);
  }

  /** This, and that behind it. */
  RowText and(RowText more) {
    return new RowText(
        sql + more.sql, Stream.of(places, more.places).flatMap(List::stream).toList());
  }

  /** How many arguments of the operation an SQL text takes. */
  static int argumentsOf(String text) {
    return (int) text.chars().filter(letter -> letter == '?').count();
  }

  String sql() {
    return sql;
  }

  /** The text once for each of so many rows. */
  String times(int rows) {
    return IntStream.range(0, rows).mapToObj(n -> sql).collect(Collectors.joining(", "));
  }

  /** The values of its question marks for each of these rows, one row after the other. */
  Object[] values(Collection<Object[]> rows, Object[] arguments) {
    return rows.stream().flatMap(row -> ofRow(row, arguments)).toArray();
  }

  private Stream<Object> ofRow(Object[] row, Object[] arguments) {
    return places.stream().map(place -> place.isSent() ? row[place.at()] : arguments[place.at()]);
  }

  /**
   * Where a value is taken from.
   *
   * @param isSent whether from the row, or else from the arguments of the operation
   */
  private record Place(boolean isSent, int at) {}
}
