package io.lockstep.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.VertxException;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same exception means one thing from the database's client, and nothing from elsewhere. */
class SqlErrorsUnitTest {
  static Stream<Throwable> ofTheClient() {
    return Stream.of(
        ClosedConnectionException.INSTANCE,
        new ConnectException("refused"),
        new IOException("reset by peer"),
        new TimeoutException("no connection in time"),
        new VertxException("Connection was closed"),
        new MySQLException("Too many connections", 1040, "08004"),
        new MySQLException("Server shutdown in progress", 1053, "08S01"),
        new RuntimeException(new SQLException("", "", 1927)));
  }

  @ParameterizedTest
  @MethodSource("ofTheClient")
  void takesThemForAnAbsentDatabaseOnlyIfTheClientSaysSo(Throwable failure) {
    assertThat(SqlErrors.isUnavailable(failure)).isFalse();
    assertThat(SqlErrors.isUnavailable(new IllegalStateException(failure))).isFalse();

    assertThat(SqlErrors.fromClient(failure)).isInstanceOf(DatabaseUnavailable.class);
    assertThat(SqlErrors.isUnavailable(SqlErrors.fromClient(failure))).isTrue();
  }

  /** The words of a server's error may hold anything, such as a caller's text. */
  static Stream<Throwable> aboutTheStatement() {
    return Stream.of(
        new MySQLException("Duplicate entry 'connection' for key 'PRIMARY'", 1062, "23000"),
        new MySQLException("Lock wait timeout exceeded", 1205, "HY000"),
        new MySQLException("Data too long for column 'connection'", 1406, "22001"),
        new RuntimeException(new JsonGenerationException("half a pair", (JsonGenerator) null)),
        new IllegalArgumentException("connection timeout"));
  }

  @ParameterizedTest
  @MethodSource("aboutTheStatement")
  void leavesWhatTheStatementIsToBlameFor(Throwable failure) {
    assertThat(SqlErrors.fromClient(failure)).isSameAs(failure);
  }

  @Test
  void keepsTheCodeOfWhatItNames() {
    Throwable named =
        SqlErrors.fromClient(
            new RuntimeException(
                "connection lost",
                new MySQLException("Deadlock found; connection closed", 1213, "40001")));
    assertThat(SqlErrors.isDeadlock(named)).isTrue();
    assertThat(SqlErrors.isUnavailable(named)).isFalse();
  }
}
