package io.lockstep.messaging.outbox;

import io.lockstep.messaging.Backoff;
import io.lockstep.messaging.MessagingConfig;
import io.lockstep.messaging.brokers.Broker;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Carries the outbox rows of some shards to the brokers: reads a batch, publishes it to both at
 * once, waits for the confirms, removes what both have confirmed, and goes on while there are more.
 * If the instance dies before the removal, messages are published again with the same ids.
 *
 * <p>A broker that is away, or answers much later than the other, does not hold the other up: the
 * rows stay, marked as waiting for that one alone, and it gets them in their order when it can.
 *
 * <p>There are several lanes, so that some read and remove while others wait for confirms.
 */
final class RelayLane {
  private static final Logger LOG = Logger.getLogger(RelayLane.class);

  /** How many lanes share the shards. */
  static final int LANES = 2;

  /** How long one broker's answers are waited for when those of the other are all there. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  private static final Table<RelayBatch.Change> OUTBOX =
      Table.of(
          "outbox",
          Column.chars("waits_for", 1, change -> Broker.code(change.before())),
          Column.of("shard", "TINYINT", change -> change.row().shard()),
          Column.number("id", change -> change.row().id()));
  private static final TableRows<RelayBatch.Change> LEFT =
      OUTBOX.rows(
          change -> change,
          Column.<RelayBatch.Change>chars("after", 1, change -> Broker.code(change.after()))
              .unstored(),
          Column.sql("waits_for", "j.after"));

  private final int number;
  private final Transactions transactions;
  private final ShardLeases leases;
  private final int batchSize;
  private final Context context;
  private final List<RelayRoute> routes;
  private final Backoff backoff;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean again;
  private volatile boolean stopped;

  RelayLane(
      int number,
      List<Publisher> publishers,
      UnpublishableRows refusedRows,
      Transactions transactions,
      ShardLeases leases,
      MessagingConfig config,
      Context context,
      MeterRegistry metrics) {
    this.number = number;
    this.transactions = transactions;
    this.leases = leases;
    this.batchSize = config.relayBatch();
    this.context = context;
    this.routes =
        publishers.stream()
            .map(
                publisher ->
                    new RelayRoute(publisher, refusedRows, this::onContext, config, metrics))
            .toList();
    this.backoff = new Backoff(config.retryDelay(), config.longestRetryDelay());
  }

  /** Looks for rows now, unless a look is under way: then it looks once more after that. */
  void wake() {
    again = true;
    if (!stopped && running.compareAndSet(false, true)) {
      run();
    }
  }

  void stop() {
    stopped = true;
  }

  private void run() {
    again = false;
    onContext(() -> carryBatch().subscribe().with(this::afterBatch, this::afterFailure));
  }

  /** Whoever wakes the lane, and on whichever thread a confirm comes in. */
  private void onContext(Runnable task) {
    context.runOnContext(now -> task.run());
  }

  private void afterBatch(boolean carried) {
    if (!stopped && (carried || again)) {
      run();
    } else {
      running.set(false);
      if (again) {
        wake();
      }
    }
  }

  private void afterFailure(Throwable error) {
    failed(error);
    running.set(false);
  }

  private void failed(Throwable error) {
    LOG.warnf("the outbox waits: %s", error.getMessage());
    backoff.failed();
  }

  /** Whether there was anything to carry. */
  private Uni<Boolean> carryBatch() {
    List<Integer> shards = leases.held().stream().filter(shard -> shard % LANES == number).toList();
    List<RelayRoute> open = routes.stream().filter(RelayRoute::isOpen).toList();
    if (shards.isEmpty() || open.isEmpty() || backoff.isPausing()) {
      again = false;
      return Uni.createFrom().item(false);
    }
    return read(shards, open)
        .flatMap(batch -> batch.isEmpty() ? Uni.createFrom().item(false) : carry(batch, open))
        .invoke(backoff::worked);
  }

  private Uni<RelayBatch> read(List<Integer> shards, List<RelayRoute> open) {
    int limit = Math.max(1, batchSize / shards.size());
    String query =
        "(SELECT "
            + OutboxRow.COLUMNS
            + " FROM outbox WHERE waits_for = ? AND shard = ? ORDER BY id LIMIT "
            + limit
            + ")";
    List<String> queries = new ArrayList<>();
    List<Object> arguments = new ArrayList<>();
    for (String state : states(open)) {
      for (int shard : shards) {
        queries.add(query);
        arguments.add(state);
        arguments.add(shard);
      }
    }
    return transactions
        .read(
            tx -> tx.list(String.join(" UNION ALL ", queries), OutboxRow::of, arguments.toArray()))
        .emitOn(this::onContext)
        .map(rows -> new RelayBatch(rows, limit));
  }

  /** Rows wait for both brokers, or for one of them. */
  private static List<String> states(List<RelayRoute> open) {
    return Stream.concat(
            Stream.of(Broker.code(EnumSet.allOf(Broker.class))),
            open.stream().map(route -> Broker.code(Set.of(route.broker()))))
        .toList();
  }

  private Uni<Boolean> carry(RelayBatch batch, List<RelayRoute> open) {
    open.forEach(route -> route.carry(batch));
    return answeredOrLate(open).chain(() -> settle(batch, open)).replaceWith(true);
  }

  /** Completes when all have answered, or when one has and the others are late. */
  private static Uni<Void> answeredOrLate(List<RelayRoute> open) {
    List<Uni<Void>> answers = open.stream().map(RelayRoute::answers).toList();
    Uni<Void> all = Uni.join().all(answers).andFailFast().replaceWithVoid();
    return open.size() == 1
        ? all
        : Uni.join()
            .first(answers)
            .toTerminate()
            .chain(() -> all.ifNoItem().after(MAX_WAIT).recoverWithItem((Void) null));
  }

  /** Those that are late settle the same batch once more, when they have answered. */
  private Uni<Void> settle(RelayBatch batch, List<RelayRoute> open) {
    List<RelayRoute> late = open.stream().filter(RelayRoute::isPublishing).toList();
    List<RelayRoute> inTime = open.stream().filter(route -> !late.contains(route)).toList();
    Uni<Void> settled =
        mark(batch.changes())
            .onTermination()
            .invoke(() -> inTime.forEach(RelayRoute::settled))
            .memoize()
            .indefinitely();
    late.forEach(
        route ->
            route
                .answers()
                .chain(() -> settled.onFailure().recoverWithNull())
                .chain(() -> mark(batch.changes()))
                .onTermination()
                .invoke(route::settled)
                .subscribe()
                .with(done -> wake(), this::failed));
    return settled;
  }

  private Uni<Void> mark(List<RelayBatch.Change> changes) {
    if (changes.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<RelayBatch.Change> done = changes.stream().filter(RelayBatch.Change::isDone).toList();
    List<RelayBatch.Change> left = changes.stream().filter(change -> !change.isDone()).toList();
    return transactions
        .run("outbox-mark", tx -> remove(tx, done).chain(() -> leaveFor(tx, left)))
        .emitOn(this::onContext);
  }

  private static Uni<Void> remove(Tx tx, List<RelayBatch.Change> done) {
    return OUTBOX.delete(tx, done).replaceWithVoid();
  }

  private static Uni<Void> leaveFor(Tx tx, List<RelayBatch.Change> left) {
    return LEFT.update(tx, left).replaceWithVoid();
  }
}
