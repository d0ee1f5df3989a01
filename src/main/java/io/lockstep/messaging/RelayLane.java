package io.lockstep.messaging;

import io.lockstep.sql.JsonRows;
import io.lockstep.sql.Transactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Carries the outbox rows of some shards to one broker: reads a batch of the shards held, publishes
 * it (the messages of one subject one after the other, subjects side by side), waits for the
 * confirms, removes the confirmed rows, and goes on while there are more. A row leaves the table
 * only after its confirm; if the instance dies between the two, the message is published again with
 * the same id.
 *
 * <p>A broker has two lanes: while one waits for confirms the other reads and removes.
 */
final class RelayLane {
  private static final Logger LOG = Logger.getLogger(RelayLane.class);

  /** How many lanes share the shards. */
  static final int LANES = 2;

  private final Publisher publisher;
  private final int number;
  private final Transactions transactions;
  private final ShardLeases leases;
  private final MessagingConfig config;
  private final Context context;
  private final Counter published;
  private final Counter failed;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean again;
  private volatile boolean stopped;
  private volatile long notBefore = System.nanoTime();
  private Duration pause;

  RelayLane(
      Publisher publisher,
      int number,
      Transactions transactions,
      ShardLeases leases,
      MessagingConfig config,
      Context context,
      MeterRegistry metrics) {
    this.publisher = publisher;
    this.number = number;
    this.transactions = transactions;
    this.leases = leases;
    this.config = config;
    this.context = context;
    this.pause = config.retryDelay();
    String broker = publisher.broker().name().toLowerCase(java.util.Locale.ROOT);
    this.published = metrics.counter("lockstep.outbox.published", "broker", broker);
    this.failed = metrics.counter("lockstep.outbox.failed", "broker", broker);
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

  private void afterBatch(int carried) {
    if (!stopped && (carried > 0 || again)) {
      run();
    } else {
      rest();
    }
  }

  private void afterFailure(Throwable error) {
    LOG.warnf("the outbox waits: %s", error.getMessage());
    backOff();
    rest();
  }

  private void rest() {
    running.set(false);
    if (again && !mustPause()) {
      wake();
    }
  }

  private boolean mustPause() {
    return notBefore - System.nanoTime() > 0;
  }

  private void backOff() {
    notBefore = System.nanoTime() + pause.toNanos();
    Duration doubled = pause.multipliedBy(2);
    pause =
        doubled.compareTo(config.longestRetryDelay()) < 0 ? doubled : config.longestRetryDelay();
  }

  private Uni<Integer> carryBatch() {
    List<Integer> shards = leases.held().stream().filter(shard -> shard % LANES == number).toList();
    if (shards.isEmpty() || mustPause() || !publisher.isReady()) {
      again = false;
      return Uni.createFrom().item(0);
    }
    return read(shards).flatMap(this::publishAndRemove);
  }

  private Uni<List<OutboxRow>> read(List<Integer> shards) {
    int each = Math.max(1, config.relayBatch() / shards.size());
    String oneShard =
        "(SELECT id, destination, routing_key, message_id, type, subject, traceparent, data,"
            + " occurred_at FROM outbox WHERE broker = ? AND shard = ? ORDER BY id LIMIT "
            + each
            + ")";
    List<Object> arguments = new ArrayList<>();
    shards.forEach(shard -> Collections.addAll(arguments, publisher.broker().code(), shard));
    return transactions.run(
        "outbox-read",
        tx ->
            tx.list(
                String.join(" UNION ALL ", Collections.nCopies(shards.size(), oneShard)),
                OutboxRow::of,
                arguments.toArray()));
  }

  private Uni<Integer> publishAndRemove(List<OutboxRow> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    Queue<Long> confirmed = new ConcurrentLinkedQueue<>();
    return publish(rows, confirmed)
        .ifNoItem()
        .after(config.confirmTimeout())
        .fail()
        .emitOn(this::onContext)
        .onItemOrFailure()
        .transformToUni((done, error) -> remove(rows, List.copyOf(confirmed), error));
  }

  private Uni<Void> publish(List<OutboxRow> rows, Queue<Long> confirmed) {
    Map<String, List<OutboxRow>> streams = new LinkedHashMap<>();
    rows.forEach(row -> streams.computeIfAbsent(row.stream(), key -> new ArrayList<>()).add(row));
    List<Uni<Void>> all =
        streams.values().stream().map(stream -> publishInOrder(stream, confirmed)).toList();
    return Uni.join().all(all).andCollectFailures().replaceWithVoid();
  }

  private Uni<Void> publishInOrder(List<OutboxRow> stream, Queue<Long> confirmed) {
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (OutboxRow row : stream) {
      chain = chain.chain(() -> publisher.publish(row)).invoke(() -> confirmed.add(row.id()));
    }
    return chain;
  }

  private Uni<Integer> remove(List<OutboxRow> rows, List<Long> confirmed, Throwable error) {
    published.increment(confirmed.size());
    failed.increment(rows.size() - confirmed.size());
    if (error == null) {
      pause = config.retryDelay();
    } else {
      LOG.warnf(
          "%s did not confirm %d of %d messages: %s",
          publisher.broker(), rows.size() - confirmed.size(), rows.size(), error.getMessage());
      backOff();
    }
    return confirmed.isEmpty() ? Uni.createFrom().item(0) : delete(confirmed);
  }

  private Uni<Integer> delete(List<Long> confirmed) {
    return transactions.run(
        "outbox-mark",
        tx ->
            tx.update(
                """
                DELETE o FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j
                  STRAIGHT_JOIN outbox o FORCE INDEX (PRIMARY) ON o.id = j.id
                """,
                JsonRows.ofValues(confirmed)));
  }
}
