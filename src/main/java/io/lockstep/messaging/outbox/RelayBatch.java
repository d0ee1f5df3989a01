package io.lockstep.messaging.outbox;

import io.lockstep.messaging.brokers.Broker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * Outbox rows that a lane has read, and what the brokers have confirmed of them. Of each shard and
 * each state ({@link OutboxRow#waitsFor}) at most {@code limit} rows are read, so what stands
 * behind the last of them is unknown.
 */
final class RelayBatch {
  private final List<OutboxRow> rows;
  private final Map<Queued, Long> lastRead = new HashMap<>();
  private final Map<Long, Set<Broker>> waiting = new HashMap<>();
  private final Queue<Confirmed> confirmed = new ConcurrentLinkedQueue<>();

  /**
   * Rows as they were read.
   *
   * @param isDone which of them are not to be published again
   */
  RelayBatch(List<OutboxRow> read, int limit, Predicate<OutboxRow> isDone) {
    List<OutboxRow> all = read.stream().sorted(Comparator.comparingLong(OutboxRow::id)).toList();
    this.rows = all.stream().filter(isDone.negate()).toList();
    Map<Queued, Integer> sizes = new HashMap<>();
    for (OutboxRow row : all) {
      Queued queued = new Queued(row.waitsFor(), row.shard());
      if (sizes.merge(queued, 1, Integer::sum) == limit) {
        lastRead.put(queued, row.id());
      }
    }
    rows.forEach(row -> waiting.put(row.id(), row.waitsFor()));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Whether there may be rows behind those that were read. */
  boolean isFull() {
    return !lastRead.isEmpty();
  }

  /** Whether a broker has not confirmed all that waits for it. */
  boolean isUnfinished() {
    return waiting.values().stream().anyMatch(brokers -> !brokers.isEmpty());
  }

  /** What the broker can be told now without overtaking a row that was not read. */
  List<OutboxRow> waitingFor(Broker broker) {
    Map<Integer, Long> lastKnown = new HashMap<>();
    lastRead.forEach(
        (queued, id) -> {
          if (queued.waitsFor().contains(broker)) {
            lastKnown.merge(queued.shard(), id, Math::min);
          }
        });
    return rows.stream()
        .filter(row -> row.waitsFor().contains(broker))
        .filter(row -> row.id() <= lastKnown.getOrDefault(row.shard(), Long.MAX_VALUE))
        .toList();
  }

  /** The broker keeps the row's message. On any thread. */
  void confirm(OutboxRow row, Broker broker) {
    confirmed.add(new Confirmed(row, broker));
  }

  /** What the confirms since the last call change. */
  List<Change> changes() {
    Map<Long, Change> changes = new HashMap<>();
    for (Confirmed each = confirmed.poll(); each != null; each = confirmed.poll()) {
      OutboxRow row = each.row();
      Set<Broker> before = waiting.get(row.id());
      Set<Broker> after = EnumSet.copyOf(before);
      after.remove(each.broker());
      waiting.put(row.id(), after);
      changes.merge(row.id(), new Change(row, before, after), Change::then);
    }
    return new ArrayList<>(changes.values());
  }

  /**
   * A row that waits for fewer brokers than before.
   *
   * @param after those it waits for still; empty if the row can go
   */
  record Change(OutboxRow row, Set<Broker> before, Set<Broker> after) {
    boolean isDone() {
      return after.isEmpty();
    }

    private Change then(Change next) {
      return new Change(row, before, next.after);
    }
  }

  /** One of the ranges in which rows stand in the order of their ids. */
  private record Queued(Set<Broker> waitsFor, int shard) {}

  private record Confirmed(OutboxRow row, Broker broker) {}
}
