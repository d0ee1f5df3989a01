package io.lockstep.sql;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
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

  private static final Duration FRESH_ANSWER = Duration.ofSeconds(1);

  private final Pool pool;
  private final SqlConfig config;
  private final MeterRegistry metrics;
  private final Conflicts conflicts;
  private volatile long lastAnswer = System.nanoTime() - FRESH_ANSWER.toNanos();

  Transactions(Pool pool, SqlConfig config, MeterRegistry metrics, Conflicts conflicts) {
    this.pool = pool;
    this.config = config;
    this.metrics = metrics;
    this.conflicts = conflicts;
  }

  /** Runs {@code work} in a transaction; the answer is there only after the commit. */
  public <T> Uni<T> run(TxOptions options, Function<Tx, Uni<T>> work) {
    return within(options, retried(options, isRetry -> attempt(options, work, isRetry)));
  }

  private <T> Uni<T> within(TxOptions options, Uni<T> work) {
    return work.ifNoItem()
        .after(options.timeout().orElse(config.timeout()))
        .failWith(Transactions::noAnswer);
  }

  /** {@link #run(TxOptions, Function)} with the usual options. */
  public <T> Uni<T> run(String useCase, Function<Tx, Uni<T>> work) {
    return run(TxOptions.of(useCase), work);
  }

  /**
   * Runs one statement that commits by itself, as {@link #run} would, with two round trips less.
   *
   * @param statement no more than one statement that writes
   */
  public <T> Uni<T> single(String useCase, Function<Tx, Uni<T>> statement) {
    TxOptions options = TxOptions.of(useCase);
    return within(options, retried(options, isRetry -> alone(options, statement, isRetry)));
  }

  /**
   * Runs plain reads on one connection without a transaction: one round trip for each statement
   * instead of three. Each statement sees what is committed when it runs.
   */
  public <T> Uni<T> read(Function<Tx, Uni<T>> reads) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Borrowed borrowed = new Borrowed(pool);
              return withConnection(
                  borrowed, connection -> reads.apply(new Tx(borrowed, connection, false)));
            })
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

  /**
   * As often as it is worth it.
   *
   * @param attempt is told whether it is not the first
   */
  private <T> Uni<T> retried(TxOptions options, Function<Boolean, Uni<T>> attempt) {
    return Uni.createFrom().deferred(() -> attempts(options, attempt));
  }

  private <T> Uni<T> attempts(TxOptions options, Function<Boolean, Uni<T>> attempt) {
    AtomicBoolean begun = new AtomicBoolean();
    Uni<T> counted =
        Uni.createFrom()
            .deferred(() -> attempt.apply(begun.getAndSet(true)))
            .onFailure()
            .invoke(error -> conflicts.failed(options.useCase(), error));
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

  private <T> Uni<T> attempt(TxOptions options, Function<Tx, Uni<T>> work, boolean isRetry) {
    if (isRetry) {
      conflicts.retried(options.useCase());
    }
    Borrowed borrowed = new Borrowed(pool, resetsAfter(options));
    return withConnection(
        borrowed, connection -> inTransaction(borrowed, connection, options, work, isRetry));
  }

  private <T> Uni<T> alone(TxOptions options, Function<Tx, Uni<T>> statement, boolean isRetry) {
    if (isRetry) {
      conflicts.retried(options.useCase());
    }
    Borrowed borrowed = new Borrowed(pool);
    return withConnection(
        borrowed, connection -> autocommitted(borrowed, connection, options, statement, isRetry));
  }

  private <T> Uni<T> autocommitted(
      Borrowed borrowed,
      SqlConnection connection,
      TxOptions options,
      Function<Tx, Uni<T>> statement,
      boolean isRetry) {
    Timer.Sample held = Timer.start(metrics);
    Tx tx = new Tx(borrowed, connection, isRetry);
    return statement
        .apply(tx)
        .onItem()
        .invoke(tx::committed)
        .onTermination()
        .invoke(() -> held.stop(timer(options)));
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

  /** What is not committed is rolled back when the connection is given back. */
  private <T> Uni<T> inTransaction(
      Borrowed borrowed,
      SqlConnection connection,
      TxOptions options,
      Function<Tx, Uni<T>> work,
      boolean isRetry) {
    Timer.Sample held = Timer.start(metrics);
    Tx tx = new Tx(borrowed, connection, isRetry);
    return prepare(borrowed, connection, options)
        .chain(() -> borrowed.start(() -> connection.getDelegate().begin()))
        .flatMap(open -> work.apply(tx).call(() -> borrowed.start(open::commit)))
        .onItem()
        .invoke(tx::committed)
        .onTermination()
        .invoke(() -> held.stop(timer(options)));
  }

  private static Uni<Void> prepare(Borrowed borrowed, SqlConnection connection, TxOptions options) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (String setting : settings(options)) {
      all =
          all.chain(() -> borrowed.start(() -> connection.getDelegate().query(setting).execute()))
              .replaceWithVoid();
    }
    return all;
  }

  private static List<String> settings(TxOptions options) {
    List<String> settings = new ArrayList<>();
    if (!isUsual(options)) {
      // For the session, and set back when the connection goes back: what is set for the next
      // transaction alone is lost to any COMMIT or ROLLBACK that comes before it.
      settings.add(
          "SET SESSION TRANSACTION ISOLATION LEVEL "
              + options.isolation().sql()
              + (options.readOnly() ? ", READ ONLY" : ""));
    }
    options
        .lockWait()
        .ifPresent(limit -> settings.add("SET innodb_lock_wait_timeout = " + seconds(limit)));
    return settings;
  }

  private List<String> resetsAfter(TxOptions options) {
    List<String> resets = new ArrayList<>();
    if (!isUsual(options)) {
      resets.add("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE");
    }
    if (options.lockWait().isPresent()) {
      resets.add("SET innodb_lock_wait_timeout = " + seconds(config.lockWait()));
    }
    return resets;
  }

  private static boolean isUsual(TxOptions options) {
    return options.isolation() == Isolation.READ_COMMITTED && !options.readOnly();
  }

  private static DatabaseUnavailable noAnswer() {
    return new DatabaseUnavailable("no answer from the database in time", null);
  }

  private static long seconds(Duration limit) {
    return Math.max(1, (limit.toMillis() + 999) / 1000);
  }

  private Timer timer(TxOptions options) {
    return metrics.timer("lockstep.sql.transaction", "use_case", options.useCase());
  }
}
