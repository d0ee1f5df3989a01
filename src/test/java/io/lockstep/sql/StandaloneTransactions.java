package io.lockstep.sql;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;

/** Transactions without the application around them, for measurements. */
public final class StandaloneTransactions {
  private StandaloneTransactions() {}

  /** On the database that these settings name. */
  public static Transactions on(Vertx vertx, Map<String, String> settings) {
    MySQLConnectOptions options =
        MySQLConnectOptions.fromUri(settings.get("QUARKUS_DATASOURCE_REACTIVE_URL"))
            .setUser(settings.get("QUARKUS_DATASOURCE_USERNAME"))
            .setPassword(settings.get("QUARKUS_DATASOURCE_PASSWORD"))
            .setCachePreparedStatements(true);
    io.vertx.sqlclient.Pool pool =
        MySQLBuilder.pool()
            .with(new PoolOptions().setMaxSize(20))
            .connectingTo(options)
            .using(vertx)
            .withConnectHandler(StandaloneTransactions::prepare)
            .build();
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    return new Transactions(Pool.newInstance(pool), config(), metrics, new Conflicts(metrics));
  }

  /** As {@code PoolSetup} prepares the application's. */
  private static void prepare(SqlConnection connection) {
    connection
        .query("SET time_zone = '+00:00'")
        .execute()
        .compose(
            done ->
                connection
                    .query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
                    .execute())
        .onComplete(done -> connection.close());
  }

  private static SqlConfig config() {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(SqlConfig.class)
        .build()
        .getConfigMapping(SqlConfig.class);
  }
}
