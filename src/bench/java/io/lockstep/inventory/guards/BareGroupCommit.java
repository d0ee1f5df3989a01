package io.lockstep.inventory.guards;

import io.lockstep.testing.Stack;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a group commit can do at most here: whatever waits for one SKU, up to 256 callers, in one
 * transaction of four statements on the Vert.x client, with no retry, no metrics and no answer but
 * yes or no.
 */
final class BareGroupCommit implements AutoCloseable {
  private static final int MOST = 256;

  private final Pool pool;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();

  private BareGroupCommit(Pool pool) {
    this.pool = pool;
  }

  static BareGroupCommit connect(Vertx vertx) {
    Stack stack = Stack.current();
    MySQLConnectOptions options =
        MySQLConnectOptions.fromUri(stack.setting("QUARKUS_DATASOURCE_REACTIVE_URL"))
            .setUser(stack.setting("QUARKUS_DATASOURCE_USERNAME"))
            .setPassword(stack.setting("QUARKUS_DATASOURCE_PASSWORD"))
            .setCachePreparedStatements(true);
    return new BareGroupCommit(
        MySQLBuilder.pool()
            .with(new PoolOptions().setMaxSize(16))
            .connectingTo(options)
            .using(vertx)
            .build());
  }

  /** Sets one unit aside; false if none is left. */
  Uni<Boolean> reserve(String id, String sku) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              queue.add(new Waiting(id, sku, emitter));
              start();
            });
  }

  private void start() {
    if (running.compareAndSet(false, true)) {
      runBatch();
    }
  }

  private void runBatch() {
    List<Waiting> batch = new ArrayList<>(MOST);
    Waiting next;
    while (batch.size() < MOST && (next = queue.poll()) != null) {
      batch.add(next);
    }
    if (batch.isEmpty()) {
      running.set(false);
      if (!queue.isEmpty()) {
        start();
      }
      return;
    }
    pool.withTransaction(connection -> decide(connection, batch))
        .onComplete(
            done -> {
              for (int i = 0; i < batch.size(); i++) {
                UniEmitter<? super Boolean> caller = batch.get(i).caller;
                if (done.succeeded()) {
                  caller.complete(i < done.result());
                } else {
                  caller.fail(done.cause());
                }
              }
              runBatch();
            });
  }

  private static Future<Integer> decide(SqlConnection connection, List<Waiting> batch) {
    String sku = batch.get(0).sku;
    return connection
        .preparedQuery("SELECT on_hand - reserved FROM stock WHERE sku = ? FOR UPDATE")
        .execute(Tuple.of(sku))
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              int accepted = (int) Math.min(batch.size(), row.getLong(0));
              return write(connection, batch.subList(0, accepted), sku).map(done -> accepted);
            });
  }

  private static Future<?> write(SqlConnection connection, List<Waiting> accepted, String sku) {
    if (accepted.isEmpty()) {
      return Future.succeededFuture();
    }
    StringBuilder insert =
        new StringBuilder(
            "INSERT INTO reservations (id, sku, quantity, status, expires_at, created_at) VALUES ");
    for (Waiting waiting : accepted) {
      insert
          .append(insert.charAt(insert.length() - 1) == ')' ? ",('" : "('")
          .append(waiting.id)
          .append("','")
          .append(sku)
          .append("',1,'HELD',UTC_TIMESTAMP(6)+INTERVAL 1 HOUR,UTC_TIMESTAMP(6))");
    }
    return connection
        .query(insert.toString())
        .execute()
        .compose(
            done ->
                connection
                    .preparedQuery(
                        "UPDATE stock SET reserved = reserved + ?, version = version + 1"
                            + " WHERE sku = ?")
                    .execute(Tuple.of(accepted.size(), sku)));
  }

  @Override
  public void close() {
    pool.close();
  }

  private record Waiting(String id, String sku, UniEmitter<? super Boolean> caller) {}
}
