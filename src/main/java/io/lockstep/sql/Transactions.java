package io.lockstep.sql;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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

  private final Pool pool;
  private final SqlConfig config;
  private final MeterRegistry metrics;

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
        .failWith(() -> new DatabaseUnavailable("no answer from the database in time", null));
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
    return connection()
        .flatMap(
            connection ->
                reads.apply(new Tx(connection)).onTermination().call(() -> close(connection)))
        .ifNoItem()
        .after(config.timeout())
        .failWith(Transactions::noAnswer);
  }

  private <T> Uni<T> attempts(TxOptions options, Function<Tx, Uni<T>> work) {
    Uni<T> attempt = connection().flatMap(connection -> attempt(connection, options, work));
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

  private <T> Uni<T> attempt(
      SqlConnection connection, TxOptions options, Function<Tx, Uni<T>> work) {
    Timer.Sample held = Timer.start(metrics);
    Tx tx = new Tx(connection);
    return prepare(connection, options)
        .chain(connection::begin)
        .flatMap(open -> commitOrRollBack(open, work.apply(tx)))
        .onItem()
        .invoke(tx::committed)
        .onTermination()
        .call(() -> giveBack(connection, options))
        .onTermination()
        .invoke(() -> held.stop(timer(options)));
  }

  private static <T> Uni<T> commitOrRollBack(Transaction open, Uni<T> work) {
    return work.onItem()
        .call(open::commit)
        .onFailure()
        .call(() -> rollBack(open))
        .onCancellation()
        .call(() -> rollBack(open));
  }

  /** A rollback may fail because the connection is gone or the commit failed: both are ends too. */
  private static Uni<Void> rollBack(Transaction open) {
    return open.rollback().onFailure().recoverWithNull();
  }

  /**
   * A connection that arrives after its caller has gone (timeout, cancellation) goes straight back
   * to the pool.
   */
  private Uni<SqlConnection> connection() {
    return Uni.createFrom().emitter(caller -> takeConnection(caller));
  }

  private void takeConnection(UniEmitter<? super SqlConnection> caller) {
    AtomicBoolean gone = new AtomicBoolean();
    caller.onTermination(() -> gone.set(true));
    pool.getDelegate()
        .getConnection()
        .onComplete(
            taken -> {
              if (taken.failed()) {
                caller.fail(taken.cause());
              } else if (gone.get()) {
                taken.result().close();
              } else {
                caller.complete(SqlConnection.newInstance(taken.result()));
              }
            });
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

  private Uni<Void> giveBack(SqlConnection connection, TxOptions options) {
    Uni<Void> reset =
        options.lockWait().isPresent()
            ? executeAll(
                connection, List.of("SET innodb_lock_wait_timeout = " + seconds(config.lockWait())))
            : Uni.createFrom().voidItem();
    // A reset can fail only with the connection itself, and the pool drops that one.
    return reset.onFailure().recoverWithNull().chain(() -> close(connection));
  }

  private static Uni<Void> close(SqlConnection connection) {
    return connection.close().onFailure().recoverWithNull();
  }

  private static DatabaseUnavailable noAnswer() {
    return new DatabaseUnavailable("no answer from the database in time", null);
  }

  private static Uni<Void> executeAll(SqlConnection connection, List<String> statements) {
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
