package io.lockstep.messaging.outbox;

import io.lockstep.messaging.Backoff;
import io.lockstep.messaging.MessagingConfig;
import io.lockstep.messaging.brokers.Broker;
import io.lockstep.sql.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Carries the outbox rows of some shards to the brokers: reads a batch, publishes it to both at
 * once, waits for the confirms, has what both have confirmed removed ({@link ConfirmedRows}), and
 * goes on while there are more. If the instance dies before the removal, messages are published
 * again with the same ids.
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

  /** While nothing waits only each so many polls look into the table. */
  private static final int QUIET_POLLS = 8;

  private final int number;
  private final Transactions transactions;
  private final ShardLeases leases;
  private final int batchSize;
  private final Context context;
  private final List<RelayRoute> routes;
  private final Backoff backoff;
  private final ConfirmedRows confirmed;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicInteger quietPolls = new AtomicInteger();
  private volatile boolean again;
  private volatile boolean unfinished = true;
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
    this.confirmed = new ConfirmedRows(transactions, context, this::removeWhenIdle);
  }

  /** Whether it carries the rows of this shard, if the instance holds that. */
  boolean carries(int shard) {
    return shard % LANES == number;
  }

  /** Looks for rows now, unless a look is under way: then it looks once more after that. */
  void wake() {
    again = true;
    if (!stopped && running.compareAndSet(false, true)) {
      run();
    }
  }

  /** Looks for what nobody woke it for: at once where it knows of something, else now and then. */
  void poll() {
    if (unfinished || quietPolls.incrementAndGet() >= QUIET_POLLS) {
      wake();
    }
  }

  /** Looks again if it knows that something waits. */
  void tryAgain() {
    if (unfinished) {
      wake();
    }
  }

  void stop() {
    stopped = true;
  }

  /** Completes when all that was confirmed until now is removed, or could not be. */
  Uni<Void> drain() {
    return confirmed.drain();
  }

  private void run() {
    again = false;
    quietPolls.set(0);
    onContext(
        () ->
            confirmed
                .removeIfDue()
                .chain(this::carryBatch)
                .subscribe()
                .with(this::afterBatch, this::afterFailure));
  }

  /** Whoever wakes the lane, and on whichever thread a confirm comes in. */
  private void onContext(Runnable task) {
    context.runOnContext(now -> task.run());
  }

  private void afterBatch(boolean more) {
    if (!stopped && (more || again)) {
      run();
    } else {
      ended();
    }
  }

  private void afterFailure(Throwable error) {
    failed(error);
    running.set(false);
  }

  private void failed(Throwable error) {
    LOG.warnf("the outbox waits: %s", error.getMessage());
    unfinished = true;
    backoff.failed();
  }

  private void ended() {
    running.set(false);
    if (confirmed.areDue()) {
      removeWhenIdle();
    } else if (again) {
      wake();
    }
  }

  /** What is confirmed is removed in its turn: a look under way would publish it again. */
  private void removeWhenIdle() {
    if (running.compareAndSet(false, true)) {
      confirmed.removeIfDue().subscribe().with(done -> afterBatch(false), this::afterFailure);
    }
  }

  /** Whether there is more to carry. */
  private Uni<Boolean> carryBatch() {
    List<Integer> shards = leases.held().stream().filter(this::carries).toList();
    List<RelayRoute> open = routes.stream().filter(RelayRoute::isOpen).toList();
    unfinished = open.size() < routes.size();
    if (shards.isEmpty() || open.isEmpty() || backoff.isPausing()) {
      again = false;
      unfinished = true;
      return Uni.createFrom().item(false);
    }
    return read(shards, open)
        .flatMap(batch -> batch.isEmpty() ? Uni.createFrom().item(false) : carry(batch, open))
        .invoke(backoff::worked);
  }

  /** Those that only wait to be removed are read once more, beyond the limit. */
  private Uni<RelayBatch> read(List<Integer> shards, List<RelayRoute> open) {
    int limit = Math.max(1, batchSize / shards.size()) + ConfirmedRows.MOST;
    return transactions
        .read(tx -> OutboxRow.first(states(open), shards, limit).list(tx, OutboxRow::of))
        .emitOn(this::onContext)
        .map(rows -> new RelayBatch(rows, limit, confirmed::has));
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
    return answeredOrLate(open)
        .emitOn(this::onContext)
        .chain(() -> settle(batch, open))
        .map(done -> batch.isFull())
        .invoke(() -> unfinished |= batch.isUnfinished());
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
        confirmed
            .add(batch.changes())
            .onTermination()
            .invoke(() -> inTime.forEach(RelayRoute::settled))
            .memoize()
            .indefinitely();
    late.forEach(
        route ->
            route
                .answers()
                .chain(() -> settled.onFailure().recoverWithNull())
                .chain(() -> confirmed.add(batch.changes()))
                .onTermination()
                .invoke(route::settled)
                .subscribe()
                .with(done -> wake(), this::failed));
    return settled;
  }
}
