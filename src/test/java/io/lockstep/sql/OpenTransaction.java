package io.lockstep.sql;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A transaction that a test carries on step by step, beside others. */
public final class OpenTransaction implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 14;

  /** Longer than a tenth of a second: MariaDB's picture is not renewed while it is looked at. */
  static final Duration LOOK_AGAIN = Duration.ofMillis(150);

  private final Transactions transactions;
  private final CompletableFuture<Tx> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final CompletableFuture<Void> ended;
  private final List<String> resets;
  private final long connectionId;

  private OpenTransaction(
      Transactions transactions, TxOptions options, List<String> settings, List<String> resets) {
    this.transactions = transactions;
    this.resets = resets;
    this.ended =
        transactions
            .run(
                options.within(Duration.ZERO),
                tx -> {
                  opened.complete(tx);
                  return Uni.createFrom().completionStage(end);
                })
            .subscribeAsCompletionStage();
    this.connectionId = get(list("SELECT CONNECTION_ID() AS id", row -> row.getLong("id"))).get(0);
    settings.forEach(setting -> get(update(setting)));
  }

  public static OpenTransaction begin(Transactions transactions, TxOptions options) {
    return begin(transactions, options, List.of(), List.of());
  }

  /**
   * Begins one.
   *
   * @param settings statements for its session
   * @param resets statements that undo them at its end
   */
  public static OpenTransaction begin(
      Transactions transactions, TxOptions options, List<String> settings, List<String> resets) {
    return new OpenTransaction(transactions, options, settings, resets);
  }

  /** Starts a query and does not wait for it. */
  public <T> CompletableFuture<List<T>> list(
      String sql, Function<Row, T> mapper, Object... arguments) {
    return start(tx -> tx.list(sql, mapper, arguments));
  }

  /** Starts a change and does not wait for it. */
  CompletableFuture<Integer> update(String sql, Object... arguments) {
    return start(tx -> tx.update(sql, arguments));
  }

  /** The one number that a query finds. */
  int number(String sql, Object... arguments) {
    return get(list(sql, row -> row.getInteger(0), arguments)).get(0);
  }

  <T> CompletableFuture<T> start(Function<Tx, Uni<T>> statement) {
    return statement.apply(get(opened)).subscribeAsCompletionStage();
  }

  /** Waits until the statement is done, or is seen to wait for a lock; true if it waits. */
  boolean isWaiting(CompletableFuture<?> statement) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(TIMEOUT_SECONDS))
        .pollDelay(Duration.ofMillis(5))
        .pollInterval(LOOK_AGAIN)
        .until(
            () -> statement.isDone() ? Boolean.FALSE : (isInLockWait() ? Boolean.TRUE : null),
            seen -> seen != null);
  }

  private boolean isInLockWait() {
    Uni<Boolean> waits =
        transactions.read(
            tx ->
                tx.first(
                        "SELECT trx_id FROM information_schema.innodb_trx"
                            + " WHERE trx_state = 'LOCK WAIT' AND trx_mysql_thread_id = ?",
                        row -> true,
                        connectionId)
                    .map(found -> found.isPresent()));
    return waits.await().atMost(Duration.ofSeconds(TIMEOUT_SECONDS));
  }

  /** Commits, and waits for that. */
  void commit() {
    reset();
    end.complete(null);
    get(ended);
  }

  @Override
  public void close() {
    reset();
    end.completeExceptionally(new IllegalStateException("the test rolls back"));
    ended.exceptionally(rolledBack -> null).join();
  }

  private void reset() {
    if (!end.isDone()) {
      resets.forEach(statement -> get(update(statement)));
    }
  }

  public static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }
}
