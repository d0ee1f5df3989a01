package io.lockstep.sql.tables;

import java.util.function.Function;

/**
 * A column of a {@link Table}, and where its value comes from: each row's own is sent as JSON, or
 * an SQL expression says it, in which {@code j} is the row that was sent.
 *
 * @param <R> what a row is written from
 */
public final class Column<R> {
  private static final String ASCII = " CHARACTER SET ascii COLLATE ascii_bin";

  private final String name;
  private final String type;
  private final String charsetOfKey;
  private final Function<? super R, ?> value;
  private final String written;

  private Column(
      String name, String type, String charsetOfKey, Function<? super R, ?> value, String written) {
    this.name = name;
    this.type = type;
    this.charsetOfKey = charsetOfKey;
    this.value = value;
    this.written = written;
  }

  /**
   * A column of any type.
   *
   * @param type its SQL type; in a key with charset and collation as in the table, or no index is
   *     used
   * @param value a number, the constant of an enum, null, or what is text by its {@code toString}
   */
  public static <R> Column<R> of(String name, String type, Function<? super R, ?> value) {
    return new Column<>(name, type, "", value, "j." + name);
  }

  /** A UUID. */
  public static <R> Column<R> id(String name, Function<? super R, ?> value) {
    return chars(name, 36, value);
  }

  /** Text of exactly {@code length} characters; in a key it is ASCII, compared byte by byte. */
  public static <R> Column<R> chars(String name, int length, Function<? super R, ?> value) {
    return new Column<>(name, "CHAR(" + length + ")", ASCII, value, "j." + name);
  }

  /** Text of at most {@code length} characters; in a key it is ASCII, compared byte by byte. */
  public static <R> Column<R> text(String name, int length, Function<? super R, ?> value) {
    return new Column<>(name, "VARCHAR(" + length + ")", ASCII, value, "j." + name);
  }

  /** A whole number. */
  public static <R> Column<R> number(String name, Function<? super R, ? extends Number> value) {
    return of(name, "BIGINT", value);
  }

  /** A time, as {@code Time.toJsonColumn} writes it. */
  public static <R> Column<R> time(String name, Function<? super R, String> value) {
    return of(name, "DATETIME(6)", value);
  }

  /**
   * A column that an SQL expression gives its value, the same for all rows but for what it takes
   * from {@code j}. Its question marks are arguments of the operation.
   */
  public static <R> Column<R> sql(String name, String expression) {
    return new Column<>(name, null, "", null, expression);
  }

  /** The same column, written as an expression of what is sent for it. */
  public Column<R> as(String expression) {
    return new Column<>(name, type, charsetOfKey, value, expression);
  }

  /** Sent for expressions of other columns alone: the table has no such column. */
  public Column<R> unstored() {
    return as(null);
  }

  /** As a column of the key of what {@code keyOf} makes it of. */
  <T> Column<T> ofKey(Function<? super T, ? extends R> keyOf) {
    return new Column<>(
        name,
        isSent() ? type + charsetOfKey : null,
        "",
        isSent() ? row -> value.apply(keyOf.apply(row)) : null,
        written);
  }

  String name() {
    return name;
  }

  boolean isSent() {
    return type != null;
  }

  boolean isStored() {
    return written != null;
  }

  /** The SQL expression of what is written. */
  String written() {
    return written;
  }

  /** Its definition in the table of what was sent. */
  String sentAs(String prefix, String path) {
    return prefix + name + " " + type + " PATH '" + path + "'";
  }

  /** The value for JSON: a number, a text, or null. */
  Object json(R row) {
    Object found = value.apply(row);
    if (found == null || found instanceof Number) {
      return found;
    }
    return found instanceof Enum<?> constant ? constant.name() : found.toString();
  }
}
