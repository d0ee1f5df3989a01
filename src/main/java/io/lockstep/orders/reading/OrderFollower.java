package io.lockstep.orders.reading;

import io.lockstep.orders.OrderHistoryEntry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** One reader of one order's history: tells each entry once, in order. */
final class OrderFollower {
  private static final Logger LOG = Logger.getLogger(OrderFollower.class);

  private final Supplier<Uni<List<OrderHistoryEntry>>> history;
  private final MultiEmitter<? super Optional<OrderHistoryEntry>> emitter;
  private final AtomicInteger looks = new AtomicInteger();
  private volatile long lastVersion;

  OrderFollower(
      Supplier<Uni<List<OrderHistoryEntry>>> history,
      long lastVersion,
      MultiEmitter<? super Optional<OrderHistoryEntry>> emitter) {
    this.history = history;
    this.lastVersion = lastVersion;
    this.emitter = emitter;
  }

  /** Looks for new entries; a call during a look makes one more look follow. */
  void look() {
    if (looks.getAndIncrement() == 0) {
      read();
    }
  }

  /** Tells an entry that was committed on this instance; looks if others come before it. */
  void heard(OrderHistoryEntry entry) {
    if (!tellNext(entry)) {
      look();
    }
  }

  /** Whether nothing is missing before it. */
  private synchronized boolean tellNext(OrderHistoryEntry entry) {
    boolean isNext = entry.version() <= lastVersion + 1;
    if (isNext) {
      emitNew(List.of(entry));
    }
    return isNext;
  }

  /** Looks if the order has got further than what was read. */
  void reached(long version) {
    if (version > lastVersion) {
      look();
    }
  }

  private void read() {
    int asked = looks.get();
    history
        .get()
        .subscribe()
        .with(
            entries -> {
              emitNew(entries);
              readAgainIfAsked(asked);
            },
            error -> {
              LOG.debugf("an order's history cannot be read now: %s", error.getMessage());
              looks.set(0); // the next tick looks again
            });
  }

  private void readAgainIfAsked(int asked) {
    if (looks.addAndGet(-asked) > 0) {
      read();
    }
  }

  /** An order that was final may have changed once more: it was returned. */
  private synchronized void emitNew(List<OrderHistoryEntry> entries) {
    OrderHistoryEntry last = null;
    for (OrderHistoryEntry entry : entries) {
      last = entry;
      if (entry.version() > lastVersion) {
        lastVersion = entry.version();
        emitter.emit(Optional.of(entry));
      }
    }
    if (last != null && last.status().isFinal()) {
      emitter.complete();
    }
  }

  /** Says that nothing has come, unless something waits to be read anyway. */
  void beat() {
    if (emitter.requested() > 0) {
      emitter.emit(Optional.empty());
    }
  }
}
