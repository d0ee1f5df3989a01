package io.lockstep.sql;

import io.smallrye.mutiny.Uni;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;

/**
 * One connection on its way from the pool and back. It goes back exactly once, also if it arrives
 * only after its caller has gone, or arrives in the very moment of that: operators drop an item
 * that meets a cancellation, so the connection is kept here and not only in the chain.
 */
final class Borrowed {
  private final Pool pool;
  private final List<String> resets;
  private SqlConnection connection;
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
                            caller.complete(connection);
                          } else {
                            taken.result().close();
                          }
                        }));
  }

  private static Throwable meaning(Throwable failure) {
    return failure instanceof ConnectionPoolTooBusyException
        ? new Overloaded("database connections")
        : failure;
  }

  private synchronized boolean keep(AsyncResult<io.vertx.sqlclient.SqlConnection> taken) {
    if (ended) {
      return false;
    }
    connection = SqlConnection.newInstance(taken.result());
    return true;
  }

  /** Returns it to the pool, rolling back what is open. A second call does nothing. */
  Uni<Void> giveBack() {
    return takeBack() ? resetAndClose() : Uni.createFrom().voidItem();
  }

  private synchronized boolean takeBack() {
    boolean toReturn = !ended && connection != null;
    ended = true;
    return toReturn;
  }

  /** A reset can fail only with the connection itself, and the pool drops that one. */
  private Uni<Void> resetAndClose() {
    return Transactions.executeAll(connection, resets)
        .onFailure()
        .recoverWithNull()
        .chain(connection::close)
        .onFailure()
        .recoverWithNull();
  }
}
