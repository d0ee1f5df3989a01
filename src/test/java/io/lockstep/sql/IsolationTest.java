package io.lockstep.sql;

import static io.lockstep.sql.OpenTransaction.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each isolation level allows is measured, and must be what {@code docs/isolation.md} says.
 */
@QuarkusTest
class IsolationTest {
  private static final Path DOCUMENT = Path.of("docs", "isolation.md");
  private static final String SNAPSHOT_ISOLATION = "innodb_snapshot_isolation";

  /** The other transaction's change was seen, or went through beside ours. */
  private static final String ALLOWED = "allowed";

  /** We did not see it. */
  private static final String UNSEEN = "unseen";

  /** It had to wait until we were done. */
  private static final String WAITS = "waits";

  /** One of the two was rolled back. */
  private static final String REFUSED = "refused";

  @Inject Transactions transactions;
  @Inject AgroalDataSource jdbc;

  private Isolation level;
  private Server server;

  @ParameterizedTest
  @EnumSource(Isolation.class)
  void allowsAndForbidsWhatTheDocumentSays(Isolation tested) throws Exception {
    level = tested;
    for (Server here : serversHere()) {
      server = here;
      Map<String, String> measured = new LinkedHashMap<>();
      measured.put("dirty read", dirtyRead());
      measured.put("non-repeatable read", nonRepeatableRead());
      measured.put("phantom", phantom(""));
      measured.put("phantom in a locking read", phantom(" FOR UPDATE"));
      measured.put("lost update", lostUpdate());
      measured.put("write skew", writeSkew());
      assertThat(measured)
          .as("%s on %s", tested, here.name())
          .isEqualTo(documented(here.name(), tested));
    }
  }

  /** Another transaction changes a row and does not commit. */
  private String dirtyRead() throws SQLException {
    try (ProbeTable table = aTable();
        OpenTransaction other = begin(Isolation.READ_COMMITTED);
        OpenTransaction ours = begin(level)) {
      get(other.update("UPDATE " + table.name() + " SET value = 11 WHERE id = '00001'"));
      var read = ours.list(valueOf(table, 1), row -> row.getInteger(0));
      if (ours.isWaiting(read)) {
        other.commit();
        return succeeds(read) ? WAITS : REFUSED;
      }
      return get(read).get(0) == 11 ? ALLOWED : UNSEEN;
    }
  }

  /** Between two reads of ours another transaction changes the row and commits. */
  private String nonRepeatableRead() throws SQLException {
    try (ProbeTable table = aTable();
        OpenTransaction ours = begin(level);
        OpenTransaction other = begin(Isolation.READ_COMMITTED)) {
      ours.number(valueOf(table, 1));
      var change = other.update("UPDATE " + table.name() + " SET value = 11 WHERE id = '00001'");
      if (other.isWaiting(change)) {
        assertThat(ours.number(valueOf(table, 1))).isEqualTo(10);
        ours.commit();
        get(change);
        return WAITS;
      }
      other.commit();
      return ours.number(valueOf(table, 1)) == 11 ? ALLOWED : UNSEEN;
    }
  }

  /** Between two counts of ours another transaction adds a row and commits. */
  private String phantom(String secondReadLocks) throws SQLException {
    try (ProbeTable table = aTable();
        OpenTransaction ours = begin(level);
        OpenTransaction other = begin(Isolation.READ_COMMITTED)) {
      String count = "SELECT COUNT(*) FROM " + table.name() + " WHERE id > '00001'";
      ours.number(count);
      var insert =
          other.update("INSERT INTO " + table.name() + " (id, value) VALUES ('00009', 10)");
      if (other.isWaiting(insert)) {
        assertThat(ours.number(count)).isEqualTo(1);
        ours.commit();
        get(insert);
        return WAITS;
      }
      other.commit();
      var secondCount = ours.list(count + secondReadLocks, row -> row.getInteger(0));
      if (!succeeds(secondCount)) {
        return REFUSED;
      }
      return get(secondCount).get(0) == 2 ? ALLOWED : UNSEEN;
    }
  }

  /** Two read the same value, and each writes what it has read plus one. */
  private String lostUpdate() throws SQLException {
    try (ProbeTable table = aTable()) {
      String write = "UPDATE " + table.name() + " SET value = ? WHERE id = '00001'";
      boolean bothCommitted =
          bothReadThenWrite(
              valueOf(table, 1),
              (tx, read) -> tx.update(write, read + 1),
              (tx, read) -> tx.update(write, read + 1));
      return bothCommitted && now(valueOf(table, 1)) == 11 ? ALLOWED : REFUSED;
    }
  }

  /** Each may take ten from its own row as long as both rows together have twenty. */
  private String writeSkew() throws SQLException {
    try (ProbeTable table = aTable()) {
      String sum = "SELECT CAST(SUM(value) AS SIGNED) FROM " + table.name();
      String write = "UPDATE " + table.name() + " SET value = value - ? WHERE id = ?";
      boolean bothCommitted =
          bothReadThenWrite(
              sum,
              (tx, read) -> tx.update(write, read / 2, "00001"),
              (tx, read) -> tx.update(write, read / 2, "00002"));
      return bothCommitted && now(sum) == 0 ? ALLOWED : REFUSED;
    }
  }

  /** False if one of the two was refused. */
  private boolean bothReadThenWrite(String read, Write firstWrite, Write secondWrite) {
    try (OpenTransaction first = begin(level);
        OpenTransaction second = begin(level)) {
      int firstRead = first.number(read);
      int secondRead = second.number(read);
      CompletableFuture<Integer> written = secondWrite.start(second, secondRead);
      if (!second.isWaiting(written) && succeeds(written)) {
        second.commit();
      }
      CompletableFuture<Integer> writtenFirst = firstWrite.start(first, firstRead);
      first.isWaiting(writtenFirst);
      return succeeds(writtenFirst) && commits(first) && succeeds(written) && commits(second);
    }
  }

  private static boolean succeeds(CompletableFuture<?> statement) {
    return statement.handle((done, error) -> error == null || !isConflict(error)).join();
  }

  private static boolean isConflict(Throwable error) {
    if (SqlErrors.isDeadlock(error)) {
      return true;
    }
    throw new AssertionError("not a conflict", error);
  }

  private static boolean commits(OpenTransaction transaction) {
    transaction.commit();
    return true;
  }

  private OpenTransaction begin(Isolation isolation) {
    return OpenTransaction.begin(
        transactions,
        TxOptions.of("isolation-test").at(isolation),
        server.settings(),
        server.resets());
  }

  private ProbeTable aTable() throws SQLException {
    return ProbeTable.withRows(jdbc, 2);
  }

  private static String valueOf(ProbeTable table, int number) {
    return "SELECT value FROM " + table.name() + " WHERE id = '" + ProbeTable.id(number) + "'";
  }

  private int now(String query) {
    try (OpenTransaction reader = begin(Isolation.READ_COMMITTED)) {
      return reader.number(query);
    }
  }

  /** MariaDB has two kinds of REPEATABLE READ; which one is the default depends on its version. */
  private List<Server> serversHere() throws SQLException {
    try (Connection connection = jdbc.getConnection()) {
      return connection.getMetaData().getDatabaseProductVersion().contains("MariaDB")
          ? List.of(Server.mariaDb("off"), Server.mariaDb("on"))
          : List.of(new Server("MySQL", List.of(), List.of()));
    }
  }

  /** The row of the level in the table under the server's heading. */
  private static Map<String, String> documented(String server, Isolation level) throws IOException {
    List<String> section =
        Files.readAllLines(DOCUMENT).stream()
            .dropWhile(line -> !line.equals("### " + server))
            .skip(1)
            .takeWhile(line -> !line.startsWith("#"))
            .filter(line -> line.startsWith("|"))
            .toList();
    List<String> anomalies = cells(section.get(0));
    List<String> outcomes =
        section.stream()
            .map(IsolationTest::cells)
            .filter(cells -> cells.get(0).equals(level.name()))
            .findFirst()
            .orElseThrow();
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 1; i < anomalies.size(); i++) {
      row.put(anomalies.get(i), outcomes.get(i));
    }
    return row;
  }

  private static List<String> cells(String line) {
    List<String> parts = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    return parts.subList(1, parts.size() - 1);
  }

  private record Server(String name, List<String> settings, List<String> resets) {
    static Server mariaDb(String snapshotIsolation) {
      String setting = "SET " + SNAPSHOT_ISOLATION + " = ";
      return new Server(
          "MariaDB, " + SNAPSHOT_ISOLATION + " " + snapshotIsolation,
          List.of(setting + snapshotIsolation),
          List.of(setting + "DEFAULT"));
    }
  }

  @FunctionalInterface
  private interface Write {
    CompletableFuture<Integer> start(OpenTransaction in, int read);
  }
}
