package io.lockstep.sql.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The statements as text, and in which order rows go to the server. */
class TableUnitTest {
  private static final List<Column<Line>> KEY =
      List.of(
          Column.<Line>id("order_id", Line::order).ofKey(line -> line),
          Column.<Line>text("sku", 64, Line::sku).ofKey(line -> line));
  private static final List<Column<Line>> OTHERS =
      List.of(
          Column.<Line>number("quantity", Line::quantity).as("lines.quantity + j.quantity"),
          Column.<Line>number("delay", line -> 3).unstored(),
          Column.sql("due_at", "UTC_TIMESTAMP(6) + INTERVAL j.delay MICROSECOND"),
          Column.sql("status", "?"));
  private static final String SENT =
      "JSON_TABLE(?, '$[*]' COLUMNS ("
          + "order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$[0]',"
          + " sku VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$[1]',"
          + " quantity BIGINT PATH '$[2]', delay BIGINT PATH '$[3]')) j";

  private final SentRows<Line> sent = new SentRows<>(KEY, OTHERS);
  private final Statements<Line> rows = new Statements<>("lines", KEY, OTHERS, sent);

  @Test
  void updatesAlongThePrimaryKey() {
    assertThat(rows.update())
        .isEqualTo(
            "UPDATE "
                + SENT
                + " STRAIGHT_JOIN lines FORCE INDEX (PRIMARY)"
                + " ON lines.order_id = j.order_id AND lines.sku = j.sku"
                + " SET lines.quantity = lines.quantity + j.quantity,"
                + " lines.due_at = UTC_TIMESTAMP(6) + INTERVAL j.delay MICROSECOND,"
                + " lines.status = ?");
  }

  @Test
  void insertsWhatIsStoredAndOnlyThat() {
    String rest =
        " INTO lines (order_id, sku, quantity, due_at, status)"
            + " SELECT j.order_id, j.sku, lines.quantity + j.quantity,"
            + " UTC_TIMESTAMP(6) + INTERVAL j.delay MICROSECOND, ? FROM "
            + SENT;
    assertThat(rows.insert("INSERT")).isEqualTo("INSERT" + rest);
    assertThat(rows.insert("INSERT IGNORE")).isEqualTo("INSERT IGNORE" + rest);
  }

  @Test
  void insertsFewRowsWithTheirValuesAsArguments() {
    assertThat(rows.insertValues("INSERT"))
        .isEqualTo("INSERT INTO lines (order_id, sku, quantity, due_at, status) VALUES ");
    assertThat(rows.values().times(2))
        .isEqualTo(
            "(?, ?, lines.quantity + ?, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, ?),"
                + " (?, ?, lines.quantity + ?, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, ?)");
    UUID order = UUID.randomUUID();
    List<Object[]> ascending =
        sent.ascending(List.of(new Line(order, "b", 2), new Line(order, "a", 1)));
    assertThat(rows.values().values(ascending, new Object[] {"PAID"}))
        .containsExactly(
            order.toString(), "a", 1L, 3, "PAID", order.toString(), "b", 2L, 3, "PAID");
  }

  @Test
  void updatesOneRowByItsKey() {
    assertThat(rows.updateOne().sql())
        .isEqualTo(
            "UPDATE lines SET lines.quantity = lines.quantity + ?,"
                + " lines.due_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, lines.status = ?"
                + " WHERE lines.order_id = ? AND lines.sku = ?");
    UUID order = UUID.randomUUID();
    assertThat(
            rows.updateOne()
                .values(sent.ascending(List.of(new Line(order, "a", 1))), new Object[] {"PAID"}))
        .containsExactly(1L, 3, "PAID", order.toString(), "a");
  }

  /** As in the statement for many rows, the arguments of the key come first. */
  @Test
  void takesTheArgumentsOfTheKeyBeforeThoseOfTheChange() {
    List<Column<String>> key =
        Stream.of(Column.<String>sql("consumer", "?"), Column.text("id", 9, (String id) -> id))
            .map(column -> column.ofKey((String each) -> each))
            .toList();
    List<Column<String>> others = List.of(Column.sql("note", "CONCAT(?, inbox.note)"));
    SentRows<String> ids = new SentRows<>(key, others);
    RowText update = new Statements<>("inbox", key, others, ids).updateOne();
    assertThat(update.sql())
        .isEqualTo(
            "UPDATE inbox SET inbox.note = CONCAT(?, inbox.note)"
                + " WHERE inbox.consumer = ? AND inbox.id = ?");
    assertThat(update.values(ids.ascending(List.of("7")), new Object[] {"payments", "new "}))
        .containsExactly("new ", "payments", "7");
  }

  @Test
  void deletesOneRowByItsKey() {
    assertThat(ofTheKey("items", Column.id("id", id -> id)).deleteOne().sql())
        .isEqualTo("DELETE FROM items WHERE items.id = ?");
  }

  @Test
  void selectsManyKeysThroughADerivedTable() {
    assertThat(ofTheKey("items", Column.text("sku", 64, sku -> sku)).fromMany())
        .isEqualTo(
            " FROM (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS ("
                + "wanted_sku VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) sent) j"
                + " STRAIGHT_JOIN items FORCE INDEX (PRIMARY) ON items.sku = j.wanted_sku");
  }

  @Test
  void selectsOneKeyWithoutATableOfKeys() {
    assertThat(rows.fromOne()).isEqualTo(" FROM lines WHERE lines.order_id = ? AND lines.sku = ?");
  }

  @Test
  void deletesAlongThePrimaryKey() {
    assertThat(ofTheKey("items", Column.id("id", id -> id)).delete())
        .isEqualTo(
            "DELETE items FROM JSON_TABLE(?, '$[*]' COLUMNS ("
                + "id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j"
                + " STRAIGHT_JOIN items FORCE INDEX (PRIMARY) ON items.id = j.id");
  }

  @Test
  void takesAPartOfTheKeyThatAllRowsShareAsAnArgument() {
    Statements<String> inbox =
        ofTheKey(
            "inbox",
            Column.sql("consumer", "?"),
            Column.text("message_id", 255, message -> message));
    assertThat(inbox.fromOne())
        .isEqualTo(" FROM inbox WHERE inbox.consumer = ? AND inbox.message_id = ?");
    assertThat(inbox.fromMany())
        .endsWith(" ON inbox.consumer = ? AND inbox.message_id = j.wanted_message_id");
  }

  @Test
  void sendsRowsInAscendingOrderOfTheirKeysAsArrays() {
    UUID low = UUID.fromString("7fffffff-0000-0000-0000-000000000000");
    UUID high = UUID.fromString("80000000-0000-0000-0000-000000000000"); // lower as a Java number
    List<Line> lines =
        List.of(new Line(high, "a", 1), new Line(low, "b", 2), new Line(low, "B", 3));
    assertThat(sent.before(lines, new Object[] {"PAID"}))
        .containsExactly(
            "[[\"%2$s\",\"B\",3,3],[\"%2$s\",\"b\",2,3],[\"%1$s\",\"a\",1,3]]".formatted(high, low),
            "PAID");
  }

  @Test
  void namesEachKeyOnce() {
    UUID order = UUID.randomUUID();
    assertThat(sent.distinct(List.of(new Line(order, "a", 1), new Line(order, "a", 2)))).hasSize(1);
  }

  @Test
  void sendsOneColumnWithoutAnArrayAroundIt() {
    SentRows<String> ids = new SentRows<>(List.of(Column.<String>id("id", id -> id)), List.of());
    assertThat(SentRows.json(ids.distinct(List.of("b", "a", "b"))))
        .containsExactly("[\"a\",\"b\"]");
  }

  @SafeVarargs
  private static Statements<String> ofTheKey(String table, Column<String>... key) {
    List<Column<String>> columns =
        List.of(key).stream().map(column -> column.ofKey((String each) -> each)).toList();
    return new Statements<>(table, columns, List.of(), new SentRows<>(columns, List.of()));
  }

  private record Line(UUID order, String sku, long quantity) {}
}
