package io.lockstep.sql;

import io.quarkus.reactive.mysql.client.MySQLPoolCreator;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  @Override
  public Pool create(Input input) {
    input
        .mySQLConnectOptionsList()
        .forEach(to -> to.setPreparedStatementCacheSqlLimit(LONGEST_CACHED_STATEMENT));
    return MySQLBuilder.pool()
        .with(bounded(input.poolOptions()))
        .connectingTo(List.<SqlConnectOptions>copyOf(input.mySQLConnectOptionsList()))
        .using(input.vertx())
        .withConnectHandler(PoolSetup::prepareSession)
        .build();
  }

  /** Handed to the pool in the next tick, for the reason that {@link Borrowed} gives. */
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
