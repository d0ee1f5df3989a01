package io.lockstep.messaging.outbox;

import io.lockstep.locks.redis.Wakeups;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Wakes the relays when fresh rows have been committed, so that nothing waits for a poll: those of
 * this instance, and where others hold some of the shards, theirs too. A hint and no more, for
 * polling finds what a lost one was about.
 */
@ApplicationScoped
public class RelaySignal {
  private static final String KIND = "outbox";

  /** What is told within this time is told once, so that a busy instance does not flood others. */
  private static final long TOGETHER_MILLIS = 2;

  private static final Set<Integer> ALL =
      IntStream.range(0, Outbox.SHARDS).boxed().collect(Collectors.toUnmodifiableSet());

  private final List<Consumer<Set<Integer>>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean publishing = new AtomicBoolean();
  private final Wakeups wakeups;
  private final ShardLeases leases;
  private final Vertx vertx;

  RelaySignal(Wakeups wakeups, ShardLeases leases, Vertx vertx) {
    this.wakeups = wakeups;
    this.leases = leases;
    this.vertx = vertx;
    wakeups.listen(KIND, name -> wakeOurs(ALL));
  }

  /** Rows were committed, in whatever shards. */
  public void rowsAppended() {
    rowsAppended(ALL);
  }

  /** Rows of these shards were committed. */
  void rowsAppended(Set<Integer> shards) {
    wakeOurs(shards);
    if (leases.held().size() < Outbox.SHARDS && publishing.compareAndSet(false, true)) {
      vertx.setTimer(TOGETHER_MILLIS, timer -> wakeOthers());
    }
  }

  void whenRowsAppended(Consumer<Set<Integer>> listener) {
    listeners.add(listener);
  }

  private void wakeOurs(Set<Integer> shards) {
    listeners.forEach(listener -> listener.accept(shards));
  }

  private void wakeOthers() {
    publishing.set(false);
    wakeups.publish(KIND, "");
  }
}
