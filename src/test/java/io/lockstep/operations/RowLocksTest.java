package io.lockstep.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.sql.OpenTransaction;
import io.lockstep.sql.ProbeTable;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.TxOptions;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RowLocksTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Inject Transactions transactions;
  @Inject AgroalDataSource jdbc;

  private final Rest rest = Rest.ofTest();

  @Test
  void listsWhoHoldsAndWhoWaitsOnARow() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 2);
        Connection holder = table.holdingRow(2);
        OpenTransaction waiter =
            OpenTransaction.begin(transactions, TxOptions.of("row-locks-test"))) {
      var waiting =
          waiter.list(
              "SELECT id FROM " + table.name() + " WHERE id = '00002' FOR UPDATE", row -> 1);
      List<JsonNode> seen =
          await().atMost(TIMEOUT).until(() -> locksOf(table), locks -> isOld(locks));

      assertThat(seen)
          .allSatisfy(
              lock ->
                  assertThat(names(lock))
                      .isEqualTo(List.of("table", "key", "mode", "state", "heldMs")));
      assertThat(seen).allSatisfy(lock -> assertThat(lock.path("key").asText()).isEqualTo("00002"));
      assertThat(seen).allSatisfy(lock -> assertThat(lock.path("mode").asText()).startsWith("X"));
      assertThat(seen.stream().map(lock -> lock.path("state").asText()))
          .containsExactlyInAnyOrder("GRANTED", "WAITING");
      assertThat(waitsFor(table))
          .singleElement()
          .satisfies(
              wait -> {
                assertThat(wait.path("key").asText()).isEqualTo("00002");
                assertThat(wait.path("mode").asText()).startsWith("X");
                assertThat(wait.path("waiting").asLong()).isPositive();
                assertThat(wait.path("blocking").asLong()).isEqualTo(idOf(holder));
                assertThat(wait.path("waiting")).isNotEqualTo(wait.path("blocking"));
                assertThat(wait.path("waitedMs").asLong()).isPositive();
              });
      holder.rollback();
      OpenTransaction.get(waiting);
    }
  }

  @Test
  void listsNothingWhereNothingIsLocked() throws SQLException {
    try (ProbeTable table = ProbeTable.withRows(jdbc, 1)) {
      assertThat(locksOf(table)).isEmpty();
      assertThat(waitsFor(table)).isEmpty();
    }
  }

  /** What the service answers with 501 if the database says it of row locks. */
  @Test
  void knowsWhenItMayNotSee() {
    Uni<List<Integer>> forbidden =
        transactions.read(tx -> tx.list("SELECT 1 FROM mysql.user", row -> 1));
    Throwable denied =
        forbidden
            .map(found -> (Throwable) new AssertionError("this account should not see that"))
            .onFailure()
            .recoverWithItem(error -> error)
            .await()
            .atMost(TIMEOUT);
    assertThat(denied).matches(SqlErrors::isAccessDenied);
  }

  private static long idOf(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT CONNECTION_ID()")) {
      row.next();
      return row.getLong(1);
    }
  }

  private List<JsonNode> locksOf(ProbeTable table) {
    return of(table, "data");
  }

  private List<JsonNode> waitsFor(ProbeTable table) {
    return of(table, "waits");
  }

  private List<JsonNode> of(ProbeTable table, String member) {
    JsonNode data = rest.get("/row-locks").expect(200).json().path(member);
    return StreamSupport.stream(data.spliterator(), false)
        .filter(lock -> lock.path("table").asText().equals(table.name()))
        .toList();
  }

  private static boolean isOld(List<JsonNode> locks) {
    return locks.size() == 2 && locks.stream().allMatch(lock -> lock.path("heldMs").asLong() > 0);
  }

  private static List<String> names(JsonNode lock) {
    List<String> names = new java.util.ArrayList<>();
    lock.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
