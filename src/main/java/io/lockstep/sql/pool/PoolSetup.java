package io.lockstep.sql.pool;

import io.lockstep.sql.SqlConfig;
import io.quarkus.reactive.mysql.client.MySQLPoolCreator;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Gives every pooled connection the same session: READ COMMITTED, UTC, and a short limit on waits
 * for a row lock, set once when the connection is made.
 */
@Singleton
class PoolSetup implements MySQLPoolCreator {
  private static final Logger LOG = Logger.getLogger(PoolSetup.class);

  /** Characters. The client would prepare longer ones anew each time; ours for many rows are. */
  private static final int LONGEST_CACHED_STATEMENT = 32 * 1024;

  private static final int ASK_SECONDS = 2;

  private volatile Supplier<Future<MySQLConnection>> outside =
      () -> Future.failedFuture("there is no pool yet");

  @Override
  public Pool create(Input input) {
    input
        .mySQLConnectOptionsList()
        .forEach(to -> to.setPreparedStatementCacheSqlLimit(LONGEST_CACHED_STATEMENT));
    MySQLConnectOptions first = input.mySQLConnectOptionsList().get(0);
    outside = () -> MySQLConnection.connect(input.vertx(), first);
    return MySQLBuilder.pool()
        .with(bounded(input.poolOptions()))
        .connectingTo(List.<SqlConnectOptions>copyOf(input.mySQLConnectOptionsList()))
        .using(input.vertx())
        .withConnectHandler(PoolSetup::prepareSession)
        .build();
  }

  /** Asks the database over a connection of its own; succeeds if it answers within seconds. */
  Future<Void> askOutside() {
    Future<Void> answer = outside.get().compose(PoolSetup::askAndClose);
    return answer.timeout(ASK_SECONDS, TimeUnit.SECONDS);
  }

  private static Future<Void> askAndClose(MySQLConnection connection) {
    return connection
        .query("SELECT 1")
        .execute()
        .onComplete(answered -> connection.close())
        .mapEmpty();
  }

  /** Handed to the pool in the next tick, for the reason that {@code Borrowed} gives. */
  private static void prepareSession(SqlConnection connection) {
    connection
        .query("SET time_zone = '+00:00', innodb_lock_wait_timeout = " + lockWaitSeconds())
        .execute()
        .compose(
            done ->
                connection
                    .query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
                    .execute())
        .onFailure(error -> LOG.warnf("a new connection was not set up: %s", error.getMessage()))
        .onComplete(done -> Vertx.currentContext().runOnContext(next -> connection.close()));
  }

  /** Nobody waits for a connection longer than for the whole transaction, nor in any number. */
  private static PoolOptions bounded(PoolOptions options) {
    return options
        .setMaxWaitQueueSize(config().queue())
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setConnectionTimeout(Math.toIntExact(config().timeout().toMillis()));
  }

  static long lockWaitSeconds() {
    return Math.max(1, config().lockWait().toSeconds());
  }

  /** The pool is made before there is anything to inject. */
  private static SqlConfig config() {
    return ConfigProvider.getConfig()
        .unwrap(SmallRyeConfig.class)
        .getConfigMapping(SqlConfig.class);
  }
}
