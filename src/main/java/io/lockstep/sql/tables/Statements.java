package io.lockstep.sql.tables;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of a table's statements. What is sent is {@code j}, and the server reads it first. */
final class Statements<R> {
  /** Tells what is sent from the table's own columns, so that a select can name those alone. */
  private static final String WANTED = "wanted_";

  private final String table;
  private final List<Column<R>> key;
  private final List<Column<R>> others;
  private final SentRows<R> sent;

  Statements(String table, List<Column<R>> key, List<Column<R>> others, SentRows<R> sent) {
    this.table = table;
    this.key = key;
    this.others = others.stream().filter(Column::isStored).toList();
    this.sent = sent;
  }

  /** What follows the columns of a select of one key: for that no table is made of keys first. */
  String fromOne() {
    return " FROM "
        + table
        + " WHERE "
        + each(key, " AND ", column -> equal(column, column.isSent() ? "?" : column.written()));
  }

  /** Of many keys, in a derived table: MySQL refuses to lock a table function (3569). */
  String fromMany() {
    return " FROM (SELECT * FROM "
        + sent.table(WANTED)
        + " sent) j"
        + join(column -> column.isSent() ? "j." + WANTED + column.name() : column.written());
  }

  String delete() {
    return "DELETE " + table + " FROM " + sent.table("") + " j" + join(Column::written);
  }

  String update() {
    return "UPDATE "
        + sent.table("")
        + " j"
        + join(Column::written)
        + " SET "
        + each(others, ", ", column -> equal(column, column.written()));
  }

  /** After the word that begins it: {@code INSERT}, {@code INSERT IGNORE}. */
  String insert(String word) {
    return word
        + " INTO "
        + table
        + " ("
        + each(stored(), ", ", Column::name)
        + ") SELECT "
        + each(stored(), ", ", Column::written)
        + " FROM "
        + sent.table("")
        + " j";
  }

  /** What stands before the values of the rows; after the word that begins it. */
  String insertValues(String word) {
    return word + " INTO " + table + " (" + each(stored(), ", ", Column::name) + ") VALUES ";
  }

  /** The values of one row of it. */
  RowText values() {
    return RowText.of("(" + each(stored(), ", ", Column::written) + ")", sent.names(), 0);
  }

  /** The same as {@link #update} for one row: its assignments run from left to right. */
  RowText updateOne() {
    int ofKey = key.stream().map(Column::written).mapToInt(RowText::argumentsOf).sum();
    String set = each(others, ", ", column -> equal(column, column.written()));
    return RowText.of("UPDATE " + table + " SET " + set, sent.names(), ofKey).and(whereKey());
  }

  /** The same as {@link #delete} for one row. */
  RowText deleteOne() {
    return RowText.of("DELETE FROM " + table, List.of(), 0).and(whereKey());
  }

  private RowText whereKey() {
    String where = each(key, " AND ", column -> equal(column, column.written()));
    return RowText.of(" WHERE " + where, sent.names(), 0);
  }

  private List<Column<R>> stored() {
    return Stream.of(key, others).flatMap(List::stream).toList();
  }

  private String join(Function<Column<R>, String> wanted) {
    return " STRAIGHT_JOIN "
        + table
        + " FORCE INDEX (PRIMARY) ON "
        + each(key, " AND ", column -> equal(column, wanted.apply(column)));
  }

  private String equal(Column<R> column, String expression) {
    return table + "." + column.name() + " = " + expression;
  }

  private static <R> String each(
      List<Column<R>> columns, String between, Function<Column<R>, String> text) {
    return columns.stream().map(text).collect(Collectors.joining(between));
  }
}
