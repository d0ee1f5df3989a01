package io.lockstep.messaging.outbox;

import io.lockstep.messaging.brokers.Broker;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of one lane that brokers have confirmed. Those that wait for another one are marked so
 * at once. Those that wait for none stay in the table for a moment and are then removed together,
 * so that the steps of one order are removed by one statement; until then the lane knows them. If
 * the instance dies meanwhile, they are published again with the same ids.
 */
final class ConfirmedRows {
  /** So many are removed without waiting for more. */
  static final int MOST = 64;

  /** How long the first of them waits for others. */
  private static final Duration REMOVE_AFTER = Duration.ofMillis(100);

  private static final String USE_CASE = "outbox-mark";

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

  private final Transactions transactions;
  private final Context lane;
  private final Runnable whenDue;
  private final Map<Long, RelayBatch.Change> done = new HashMap<>();
  private final List<UniEmitter<? super Void>> draining = new ArrayList<>();
  private boolean scheduled;
  private boolean due;

  /**
   * None yet.
   *
   * @param lane on which all of this is called
   * @param whenDue has {@link #removeIfDue} called when no look at the table is under way
   */
  ConfirmedRows(Transactions transactions, Context lane, Runnable whenDue) {
    this.transactions = transactions;
    this.lane = lane;
    this.whenDue = whenDue;
  }

  /** Whether the row only waits to be removed. */
  boolean has(OutboxRow row) {
    return done.containsKey(row.id());
  }

  /** Whether they are to be removed now. */
  boolean areDue() {
    return due || done.size() >= MOST;
  }

  /** Notes what was confirmed; completes when those that wait for another broker are marked so. */
  Uni<Void> add(Collection<RelayBatch.Change> changes) {
    List<RelayBatch.Change> left = new ArrayList<>();
    for (RelayBatch.Change change : changes) {
      if (change.isDone()) {
        done.put(change.row().id(), change);
      } else {
        left.add(change);
      }
    }
    removeSoon();
    return left.isEmpty()
        ? Uni.createFrom().voidItem()
        : transactions
            .single(USE_CASE, tx -> LEFT.update(tx, left))
            .emitOn(this::onLane)
            .replaceWithVoid();
  }

  private void removeSoon() {
    if (!scheduled && !done.isEmpty()) {
      scheduled = true;
      lane.owner().setTimer(REMOVE_AFTER.toMillis(), timer -> onLane(this::remove));
    }
  }

  private void remove() {
    scheduled = false;
    due = true;
    whenDue.run();
  }

  /** Completes when those of now are removed, or could not be. On any thread. */
  Uni<Void> drain() {
    return Uni.createFrom()
        .emitter(
            caller ->
                onLane(
                    () -> {
                      draining.add(caller);
                      due = true;
                      whenDue.run();
                    }));
  }

  private void onLane(Runnable task) {
    lane.runOnContext(now -> task.run());
  }

  /** Removes them if they are due; the caller has no look at the table under way. */
  Uni<Void> removeIfDue() {
    if (!areDue()) {
      return Uni.createFrom().voidItem();
    }
    due = false;
    List<RelayBatch.Change> removed = List.copyOf(done.values());
    return delete(removed)
        .emitOn(this::onLane)
        .invoke(() -> removed.forEach(change -> done.remove(change.row().id())))
        .onFailure()
        .invoke(() -> due = true)
        .onTermination()
        .invoke(this::drained);
  }

  private Uni<Void> delete(List<RelayBatch.Change> removed) {
    return removed.isEmpty()
        ? Uni.createFrom().voidItem()
        : transactions.single(USE_CASE, tx -> OUTBOX.delete(tx, removed)).replaceWithVoid();
  }

  private void drained() {
    List<UniEmitter<? super Void>> waiting = List.copyOf(draining);
    draining.clear();
    waiting.forEach(caller -> caller.complete(null));
  }
}
