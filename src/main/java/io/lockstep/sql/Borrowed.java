package io.lockstep.sql;

import io.smallrye.mutiny.Uni;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * One connection on its way from the pool and back. It goes back exactly once, also if it arrives
 * only after its caller has gone, or arrives in the very moment of that: operators drop an item
 * that meets a cancellation, so the connection is kept here and not only in the chain.
 */
final class Borrowed {
  private final Pool pool;
  private final List<String> resets;
  private SqlConnection connection;
  private Context home;
  private Future<?> running = Future.succeededFuture();
  private boolean ended;

  Borrowed(Pool pool) {
    this(pool, List.of());
  }

  /**
   * A connection of that pool.
   *
   * @param resets statements that undo what the caller sets, run before it goes back
   */
  Borrowed(Pool pool, List<String> resets) {
    this.pool = pool;
    this.resets = resets;
  }

  /** The connection; fails with {@link Overloaded} when too many wait for one already. */
  Uni<SqlConnection> connection() {
    return Uni.createFrom()
        .emitter(
            caller ->
                pool.getDelegate()
                    .getConnection()
                    .onComplete(
                        taken -> {
                          if (taken.failed()) {
                            caller.fail(meaning(taken.cause()));
                          } else if (keep(taken)) {
                            soon().onComplete(now -> caller.complete(connection));
                          } else {
                            taken.result().close();
                          }
                        }));
  }

  private static Throwable meaning(Throwable failure) {
    return failure instanceof ConnectionPoolTooBusyException
        ? new Overloaded("database connections")
        : SqlErrors.fromClient(failure);
  }

  private synchronized boolean keep(AsyncResult<io.vertx.sqlclient.SqlConnection> taken) {
    if (ended) {
      return false;
    }
    connection = SqlConnection.newInstance(taken.result());
    home = Vertx.currentContext();
    return true;
  }

  /**
   * Starts {@code action}, unless the connection goes back already: what is started is done before
   * the rollback, and nothing after it. Without this a cancelled chain could go on for a moment, on
   * a connection whose transaction is over, and each statement would commit by itself.
   */
  <T> Uni<T> start(Supplier<Future<T>> action) {
    return Uni.createFrom()
        .emitter(
            caller ->
                startUnlessEnded(action)
                    .onSuccess(caller::complete)
                    .onFailure(failure -> caller.fail(SqlErrors.fromClient(failure))));
  }

  private synchronized <T> Future<T> startUnlessEnded(Supplier<Future<T>> action) {
    if (ended) {
      return Future.failedFuture(new CancellationException("the transaction was given up"));
    }
    Future<T> started = running.failed() ? soon().compose(now -> action.get()) : action.get();
    running = started;
    return started;
  }

  /**
   * Returns it to the pool, rolling back what is open. A second call does nothing. Once begun it is
   * carried to its end, also if the caller goes.
   */
  Uni<Void> giveBack() {
    return Uni.createFrom()
        .emitter(
            caller -> {
              if (takeBack()) {
                resetAndClose().onComplete(done -> caller.complete(null));
              } else {
                caller.complete(null);
              }
            });
  }

  private synchronized boolean takeBack() {
    boolean toReturn = !ended && connection != null;
    ended = true;
    return toReturn;
  }

  /**
   * What still runs is waited for: the next user of the connection must not find it there. A reset
   * can fail only with the connection itself, and the pool drops that one. These are futures
   * because a {@code Uni} stops in the middle when it is cancelled.
   */
  private Future<Void> resetAndClose() {
    io.vertx.sqlclient.SqlConnection used = connection.getDelegate();
    Future<?> all = running.transform(over -> soon()).compose(now -> rollBack(used));
    for (String reset : resets) {
      all = settled(all).compose(now -> used.query(reset).execute());
    }
    return settled(all).compose(now -> used.close());
  }

  private static Future<Void> rollBack(io.vertx.sqlclient.SqlConnection used) {
    return used.transaction() == null ? Future.succeededFuture() : used.transaction().rollback();
  }

  /** Succeeds when that is over, and if it has failed, not in the very moment of that. */
  private Future<Void> settled(Future<?> before) {
    return before.transform(over -> over.succeeded() ? Future.succeededFuture() : soon());
  }

  /**
   * In the next tick of the connection. A command that is given to a connection in the very moment
   * in which it is told of its end (Vert.x 4.5) never completes; nor may the pool hand it on then.
   */
  private Future<Void> soon() {
    Promise<Void> later = Promise.promise();
    home.runOnContext(now -> later.complete());
    return later.future();
  }
}
