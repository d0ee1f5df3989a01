package io.lockstep.sql;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Opens transactions. One attempt takes a connection, begins, runs the work and commits; a failure
 * or a cancellation of the returned {@code Uni} rolls back. A deadlock (1213) or a lock wait
 * timeout (1205) is retried as a whole with a growing, jittered delay until the deadline of the
 * options, so the work must be repeatable. What one transaction sets (isolation, read-only, lock
 * wait) never reaches the next user of the connection.
 *
 * <p>A transaction that the database does not finish within {@code lockstep.sql.timeout} fails with
 * {@link DatabaseUnavailable}; whether it was committed is then unknown to the caller.
 */
@ApplicationScoped
public class Transactions {
  private static final Duration LONGEST_RETRY_DELAY = Duration.ofMillis(500);

  private static final Duration FRESH_ANSWER = Duration.ofSeconds(1);

  private final Pool pool;
  private final SqlConfig config;
  private final MeterRegistry metrics;
  private volatile long lastAnswer = System.nanoTime() - FRESH_ANSWER.toNanos();

  Transactions(Pool pool, SqlConfig config, MeterRegistry metrics) {
    this.pool = pool;
    this.config = config;
    this.metrics = metrics;
  }

  /** Runs {@code work} in a transaction; the answer is there only after the commit. */
  public <T> Uni<T> run(TxOptions options, Function<Tx, Uni<T>> work) {
    return Uni.createFrom()
        .deferred(() -> attempts(options, work))
        .ifNoItem()
        .after(config.timeout())
        .failWith(Transactions::noAnswer);
  }

  /** {@link #run(TxOptions, Function)} with the usual options. */
  public <T> Uni<T> run(String useCase, Function<Tx, Uni<T>> work) {
    return run(TxOptions.of(useCase), work);
  }

  /**
   * Runs plain reads on one connection without a transaction: one round trip for each statement
   * instead of three. Each statement sees what is committed when it runs.
   */
  public <T> Uni<T> read(Function<Tx, Uni<T>> reads) {
    return Uni.createFrom()
        .deferred(
            () -> withConnection(new Borrowed(pool), connection -> reads.apply(new Tx(connection))))
        .ifNoItem()
        .after(config.timeout())
        .failWith(Transactions::noAnswer);
  }

  /**
   * Completes if the database answers. While other work gets answers it is not asked: under load a
   * question would only queue behind that work, and say nothing about the database.
   */
  public Uni<Void> ping() {
    return System.nanoTime() - lastAnswer < FRESH_ANSWER.toNanos()
        ? Uni.createFrom().voidItem()
        : read(tx -> tx.first("SELECT 1", row -> 1)).replaceWithVoid();
  }

  private <T> Uni<T> attempts(TxOptions options, Function<Tx, Uni<T>> work) {
    Uni<T> attempt = Uni.createFrom().deferred(() -> attempt(options, work));
    Uni<T> counted = attempt.onFailure().invoke(error -> count(options, error));
    return options.deadline().isZero()
        ? counted
        : counted
            .onFailure(Transactions::isWorthRetrying)
            .retry()
            .withBackOff(config.retryDelay(), LONGEST_RETRY_DELAY)
            .withJitter(0.5)
            .expireIn(options.deadline().toMillis());
  }

  static boolean isWorthRetrying(Throwable error) {
    return SqlErrors.isDeadlock(error) || SqlErrors.isLockWaitTimeout(error);
  }

  private <T> Uni<T> attempt(TxOptions options, Function<Tx, Uni<T>> work) {
    Borrowed borrowed = new Borrowed(pool, resetsAfter(options));
    return withConnection(borrowed, connection -> inTransaction(connection, options, work));
  }

  /** Whatever happens to the chain, the connection goes back to the pool. */
  private <T> Uni<T> withConnection(Borrowed borrowed, Function<SqlConnection, Uni<T>> work) {
    return borrowed
        .connection()
        .flatMap(connection -> work.apply(connection))
        .onItem()
        .invoke(answered -> lastAnswer = System.nanoTime())
        .onItemOrFailure()
        .call((item, failure) -> borrowed.giveBack())
        .onCancellation()
        .call(borrowed::giveBack);
  }

  private <T> Uni<T> inTransaction(
      SqlConnection connection, TxOptions options, Function<Tx, Uni<T>> work) {
    Timer.Sample held = Timer.start(metrics);
    Tx tx = new Tx(connection);
    return prepare(connection, options)
        .chain(connection::begin)
        .flatMap(open -> commitOrRollBack(open, work.apply(tx)))
        .onItem()
        .invoke(tx::committed)
        .onTermination()
        .invoke(() -> held.stop(timer(options)));
  }

  private static <T> Uni<T> commitOrRollBack(Transaction open, Uni<T> work) {
    return work.onItem().call(open::commit).onFailure().call(() -> rollBack(open));
  }

  /** A rollback may fail because the connection is gone or the commit failed: both are ends too. */
  private static Uni<Void> rollBack(Transaction open) {
    return open.rollback().onFailure().recoverWithNull();
  }

  private Uni<Void> prepare(SqlConnection connection, TxOptions options) {
    return executeAll(connection, settings(options));
  }

  private static List<String> settings(TxOptions options) {
    List<String> settings = new ArrayList<>();
    if (options.isolation() != Isolation.READ_COMMITTED || options.readOnly()) {
      // Without SESSION it holds for the next transaction only, so it cannot leak.
      settings.add(
          "SET TRANSACTION ISOLATION LEVEL "
              + options.isolation().sql()
              + (options.readOnly() ? ", READ ONLY" : ""));
    }
    options
        .lockWait()
        .ifPresent(limit -> settings.add("SET innodb_lock_wait_timeout = " + seconds(limit)));
    return settings;
  }

  private List<String> resetsAfter(TxOptions options) {
    return options.lockWait().isPresent()
        ? List.of("SET innodb_lock_wait_timeout = " + seconds(config.lockWait()))
        : List.of();
  }

  private static DatabaseUnavailable noAnswer() {
    return new DatabaseUnavailable("no answer from the database in time", null);
  }

  static Uni<Void> executeAll(SqlConnection connection, List<String> statements) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (String statement : statements) {
      all = all.chain(() -> connection.query(statement).execute().replaceWithVoid());
    }
    return all;
  }

  private static long seconds(Duration limit) {
    return Math.max(1, (limit.toMillis() + 999) / 1000);
  }

  private Timer timer(TxOptions options) {
    return metrics.timer("lockstep.sql.transaction", "use_case", options.useCase());
  }

  private void count(TxOptions options, Throwable error) {
    String kind = kindOf(error);
    if (kind != null) {
      metrics
          .counter("lockstep.sql.conflicts", "use_case", options.useCase(), "kind", kind)
          .increment();
    }
  }

  private static String kindOf(Throwable error) {
    if (error instanceof RowBusy) {
      return "nowait-refused";
    }
    if (SqlErrors.isDeadlock(error)) {
      return "deadlock";
    }
    return SqlErrors.isLockWaitTimeout(error) ? "lock-wait-timeout" : null;
  }
}
