package io.lockstep.sql.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.agroal.api.AgroalDataSource;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each operation of a table on the database. */
@QuarkusTest
class TableTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String COLUMNS = "doc, pos, note, amount";
  private static final List<Column<Line>> KEY =
      List.of(
          Column.<Line>text("doc", 16, Line::doc).ofKey(line -> line),
          Column.<Line>number("pos", Line::pos).ofKey(line -> line));
  private static final Line A1 = new Line("A", 1, "first", 10L);
  private static final Line A2 = new Line("A", 2, "é 😀 \"", 20L);
  private static final Line B1 = new Line("B", 1, null, 30L);

  @Inject Transactions transactions;
  @Inject AgroalDataSource jdbc;

  private final String name = "lines_" + UUID.randomUUID().toString().replace("-", "");
  private final Table<Line> table =
      Table.of(name, Column.text("doc", 16, Line::doc), Column.number("pos", Line::pos));
  private final Table<String> ofDoc = Table.byText(name, "doc", 16);
  private final Table<Long> ofA =
      Table.of(name, Column.sql("doc", "?"), Column.number("pos", pos -> pos));
  private final TableRows<Line> rows =
      table.rows(
          line -> line,
          Column.text("note", 40, Line::note),
          Column.<Line>number("amount", Line::amount).as("COALESCE(j.amount, 0)"),
          Column.sql("state", "?"));

  @BeforeEach
  void create() throws SQLException {
    execute(
        "CREATE TABLE %s (doc VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,"
            + " pos BIGINT NOT NULL, note VARCHAR(40) CHARACTER SET utf8mb4, amount BIGINT NOT NULL,"
            + " state CHAR(1) NOT NULL, PRIMARY KEY (doc, pos)) ENGINE = InnoDB");
    count(tx -> rows.insert(tx, List.of(B1, A2, A1), "N"));
  }

  @AfterEach
  void drop() throws SQLException {
    execute("DROP TABLE %s");
  }

  @Test
  void locksAndReadsManyRowsInAscendingOrderAndOneAlone() {
    List<Line> wanted = List.of(B1, new Line("A", 9, null, null), A2, A1, B1);
    assertThat(lines(tx -> table.lock(tx, RowLock.UPDATE, COLUMNS, wanted, Line::of)))
        .containsExactly(A1, A2, B1);
    assertThat(lines(tx -> table.read(tx, COLUMNS, wanted, Line::of))).containsExactly(A1, A2, B1);
    assertThat(lines(tx -> table.lock(tx, RowLock.SHARE, COLUMNS, List.of(A2), Line::of)))
        .containsExactly(A2);
    assertThat(lines(tx -> table.read(tx, COLUMNS, List.<Line>of(), Line::of))).isEmpty();
  }

  @Test
  void findsRowsByTheFirstColumnsOfTheKey() {
    assertThat(lines(tx -> ofDoc.lock(tx, RowLock.UPDATE, COLUMNS, List.of("B", "A"), Line::of)))
        .containsExactly(A1, A2, B1);
    assertThat(count(tx -> ofDoc.delete(tx, List.of("A", "C")))).isEqualTo(2);
    assertThat(all()).containsExactly(B1);
  }

  @Test
  void findsRowsByAKeyOfWhichTheyShareAPart() {
    assertThat(lines(tx -> ofA.read(tx, COLUMNS, List.of(2L, 1L), Line::of, "A")))
        .containsExactly(A1, A2);
    assertThat(lines(tx -> ofA.read(tx, COLUMNS, List.of(2L), Line::of, "A"))).containsExactly(A2);
    TableRows<Long> closed = ofA.rows(pos -> pos, Column.sql("note", "CONCAT(?, note)"));
    assertThat(count(tx -> closed.update(tx, List.of(1L), "A", "the "))).isEqualTo(1);
    assertThat(all()).extracting(Line::note).containsExactly("the first", A2.note(), null);
    assertThat(count(tx -> ofA.delete(tx, List.of(1L, 2L), "B"))).isEqualTo(1);
  }

  @Test
  void refusesToInsertARowTwice() {
    Line b2 = new Line("B", 2, "new", 1L);
    assertThatThrownBy(() -> count(tx -> rows.insert(tx, List.of(b2, A1), "N")))
        .matches(SqlErrors::isDuplicateKey);
    assertThat(all()).doesNotContain(b2);
  }

  @Test
  void insertsWhatIsMissing() {
    Line b2 = new Line("B", 2, "new", null);
    assertThat(count(tx -> rows.insertIgnore(tx, List.of(b2, A1), "N"))).isEqualTo(1);
    assertThat(all()).containsExactly(A1, A2, B1, new Line("B", 2, "new", 0L));
  }

  @Test
  void insertsOrUpdates() {
    List<Line> changes = List.of(new Line("B", 2, "new", 1L), new Line("A", 1, "again", 5L));
    count(
        tx ->
            rows.insertOrUpdate(
                tx, changes, "note = j.note, amount = %s.amount + j.amount".formatted(name), "N"));
    assertThat(all())
        .containsExactly(new Line("A", 1, "again", 15L), A2, B1, new Line("B", 2, "new", 1L));
  }

  @Test
  void updatesWhatIsThere() {
    List<Line> changes =
        List.of(new Line("B", 1, "b", 1L), new Line("B", 7, "c", 1L), new Line("A", 1, null, 2L));
    assertThat(count(tx -> rows.update(tx, changes, "X"))).isEqualTo(2);
    assertThat(all()).containsExactly(new Line("A", 1, null, 2L), A2, new Line("B", 1, "b", 1L));
    assertThat(count(tx -> rows.update(tx, List.of(), "X"))).isZero();
  }

  @Test
  void updatesOneRowAlone() {
    Line changed = new Line("A", 2, "é 😀 \"", 5L);
    assertThat(count(tx -> rows.update(tx, List.of(changed), "X"))).isEqualTo(1);
    assertThat(count(tx -> rows.update(tx, List.of(new Line("B", 7, "c", 1L)), "X"))).isZero();
    assertThat(all()).containsExactly(A1, changed, B1);
  }

  /** So many that they travel as JSON, and one less. */
  @ParameterizedTest
  @ValueSource(ints = {TableRows.FEW, TableRows.FEW + 1})
  void insertsManyRowsAsItDoesFew(int number) {
    List<Line> some =
        IntStream.range(0, number)
            .mapToObj(n -> new Line("C", n, n % 2 == 0 ? null : "é 😀 \"", (long) n))
            .toList();
    assertThat(count(tx -> rows.insert(tx, some, "N"))).isEqualTo(number);
    assertThat(lines(tx -> ofDoc.read(tx, COLUMNS, List.of("C"), Line::of))).isEqualTo(some);

    assertThat(count(tx -> rows.insertIgnore(tx, some, "N"))).isZero();
    assertThatThrownBy(() -> count(tx -> rows.insert(tx, some, "N")))
        .matches(SqlErrors::isDuplicateKey);
  }

  @Test
  void deletesOneRowAlone() {
    assertThat(count(tx -> table.delete(tx, List.of(A2)))).isEqualTo(1);
    assertThat(count(tx -> table.delete(tx, List.of(A2)))).isZero();
    assertThat(all()).containsExactly(A1, B1);
  }

  @Test
  void deletesWhatIsThere() {
    assertThat(count(tx -> table.delete(tx, List.of(B1, A1, new Line("C", 1, null, null)))))
        .isEqualTo(2);
    assertThat(all()).containsExactly(A2);
    assertThat(count(tx -> table.delete(tx, List.<Line>of()))).isZero();
  }

  /** Text of the wrong charset would be compared row by row. */
  @Test
  void findsEachRowByTheWholePrimaryKey() throws SQLException {
    SentRows<Line> sent = new SentRows<>(KEY, List.of());
    Statements<Line> statements = new Statements<>(name, KEY, List.of(), sent);
    String select = "SELECT note" + statements.fromMany();
    assertThat(plan(select.replace("?", "'[[\"A\", 1], [\"B\", 1]]'"))).containsOnlyOnce("eq_ref");
  }

  private List<String> plan(String select) throws SQLException {
    try (Connection connection = jdbc.getConnection();
        Statement statement = connection.createStatement();
        ResultSet steps = statement.executeQuery("EXPLAIN FORMAT=TRADITIONAL " + select)) {
      List<String> types = new ArrayList<>();
      while (steps.next()) {
        types.add(steps.getString("type"));
      }
      return types;
    }
  }

  private List<Line> all() {
    return lines(
        tx -> tx.list("SELECT %s FROM %s ORDER BY doc, pos".formatted(COLUMNS, name), Line::of));
  }

  private List<Line> lines(Function<Tx, Uni<List<Line>>> work) {
    return transactions.run(TxOptions.of("table-test"), work).await().atMost(TIMEOUT);
  }

  @CanIgnoreReturnValue
  private int count(Function<Tx, Uni<Integer>> work) {
    return transactions.run(TxOptions.of("table-test"), work).await().atMost(TIMEOUT);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = jdbc.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql.formatted(name));
    }
  }

  private record Line(String doc, long pos, String note, Long amount) {
    static Line of(Row row) {
      return new Line(
          row.getString("doc"), row.getLong("pos"), row.getString("note"), row.getLong("amount"));
    }
  }
}
