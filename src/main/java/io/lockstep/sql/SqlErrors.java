package io.lockstep.sql;

import com.fasterxml.jackson.core.JacksonException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Tells the errors of MySQL and MariaDB apart by what a caller can do about them.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html">MySQL
 *     server errors</a>
 */
public final class SqlErrors {
  private static final int DEADLOCK = 1213;
  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int LOCK_NOWAIT = 3572;
  private static final int DUPLICATE_KEY = 1062;
  private static final int NO_SUCH_TABLE = 1146;
  private static final int CHECK_VIOLATED_MYSQL = 3819;
  private static final int CHECK_VIOLATED_MARIADB = 4025;
  private static final int TOO_MANY_CONNECTIONS = 1040;
  private static final int SERVER_SHUTDOWN = 1053;
  private static final int QUERY_INTERRUPTED = 1317;
  private static final int CONNECTION_KILLED = 1927;
  private static final int RECORD_CHANGED = 1020;
  private static final int DATABASE_DENIED = 1044;
  private static final int TABLE_DENIED = 1142;
  private static final int PRIVILEGE_MISSING = 1227;
  private static final int DEEPEST_CAUSE = 16;

  private SqlErrors() {}

  /**
   * InnoDB rolled this transaction back to break a cycle (1213); the whole of it may be retried.
   */
  public static boolean isDeadlock(Throwable error) {
    return hasCode(error, DEADLOCK) || hasCode(error, RECORD_CHANGED);
  }

  /** A row lock was not had in time (1205). */
  public static boolean isLockWaitTimeout(Throwable error) {
    return hasCode(error, LOCK_WAIT_TIMEOUT);
  }

  /**
   * A NOWAIT statement found the row locked: 3572 on MySQL; MariaDB says 1205, so this is only
   * meaningful for the failure of a NOWAIT statement.
   */
  public static boolean isNowaitRefusal(Throwable error) {
    return hasCode(error, LOCK_NOWAIT) || hasCode(error, LOCK_WAIT_TIMEOUT);
  }

  /** A unique key exists already (1062). */
  public static boolean isDuplicateKey(Throwable error) {
    return hasCode(error, DUPLICATE_KEY);
  }

  /** A CHECK constraint refused the row (3819 on MySQL, 4025 on MariaDB). */
  public static boolean isCheckViolation(Throwable error) {
    return hasCode(error, CHECK_VIOLATED_MYSQL) || hasCode(error, CHECK_VIOLATED_MARIADB);
  }

  /** The account may not do this (1044, 1142, 1227). */
  public static boolean isAccessDenied(Throwable error) {
    return hasCode(error, DATABASE_DENIED)
        || hasCode(error, TABLE_DENIED)
        || hasCode(error, PRIVILEGE_MISSING);
  }

  /**
   * The database cannot be reached, went away or is not ready: nothing is wrong with the statement,
   * and it may succeed once the server is back. Only what the client of the database has failed
   * with counts, see {@link #fromClient}: a broken connection to any other server, or a document
   * that cannot be read, is an {@code IOException} too.
   */
  public static boolean isUnavailable(Throwable error) {
    return causes(error).anyMatch(DatabaseUnavailable.class::isInstance);
  }

  /** Nothing is wrong with what was asked: the database is away or busy, and may do it later. */
  public static boolean isTransient(Throwable error) {
    return isUnavailable(error)
        || isDeadlock(error)
        || isLockWaitTimeout(error)
        || error instanceof Overloaded;
  }

  /**
   * Names a failure of the database's client where it is raised: {@link DatabaseUnavailable} if the
   * database is away, else the failure itself.
   */
  static Throwable fromClient(Throwable failure) {
    return !isUnavailable(failure) && causes(failure).anyMatch(SqlErrors::isAway)
        ? new DatabaseUnavailable(failure.getMessage(), failure)
        : failure;
  }

  private static boolean isAway(Throwable error) {
    return error instanceof ClosedConnectionException
        || error instanceof IOException && !(error instanceof JacksonException)
        || error instanceof TimeoutException
        || isBrokenConnection(error)
        || hasOwnCode(error, TOO_MANY_CONNECTIONS)
        || hasOwnCode(error, SERVER_SHUTDOWN)
        || hasOwnCode(error, QUERY_INTERRUPTED)
        || hasOwnCode(error, CONNECTION_KILLED)
        || hasOwnCode(error, NO_SUCH_TABLE) && !Schema.wasReady();
  }

  /** The client itself has only words for it. What the server says has a code, and any words. */
  private static boolean isBrokenConnection(Throwable error) {
    boolean vertx =
        error instanceof VertxException && !(error instanceof DatabaseException)
            || error instanceof NoStackTraceThrowable;
    String message = String.valueOf(error.getMessage());
    return vertx && (message.contains("onnection") || message.contains("imeout"));
  }

  private static boolean hasCode(Throwable error, int code) {
    return causes(error).anyMatch(cause -> hasOwnCode(cause, code));
  }

  /** Hibernate wraps the driver's error, and carries its code on in an SQLException. */
  private static boolean hasOwnCode(Throwable error, int code) {
    return error instanceof MySQLException mysql && mysql.getErrorCode() == code
        || error instanceof SQLException sql && sql.getErrorCode() == code;
  }

  private static Stream<Throwable> causes(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause).limit(DEEPEST_CAUSE);
  }
}
