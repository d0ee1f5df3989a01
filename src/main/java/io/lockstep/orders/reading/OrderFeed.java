package io.lockstep.orders.reading;

import io.lockstep.orders.Order;
import io.lockstep.orders.OrderChange;
import io.lockstep.orders.OrderHistoryEntry;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.OrdersConfig;
import io.lockstep.sql.Transactions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Follows orders as their status changes. A change made on this instance is told at once, as it was
 * committed; one made on another is read within {@code lockstep.orders.watch-poll}. The versions of
 * the history say what comes next, so nothing is missed and nothing is told twice.
 */
@ApplicationScoped
public class OrderFeed {
  private static final Logger LOG = Logger.getLogger(OrderFeed.class);

  private final Map<UUID, Queue<OrderFollower>> followers = new ConcurrentHashMap<>();
  private final AtomicBoolean polling = new AtomicBoolean();
  private final Transactions transactions;
  private final OrderRepository orders;
  private final OrdersConfig config;
  private final Vertx vertx;

  OrderFeed(
      Transactions transactions,
      OrderRepository orders,
      OrdersConfig config,
      MeterRegistry metrics,
      Vertx vertx) {
    this.transactions = transactions;
    this.orders = orders;
    this.config = config;
    this.vertx = vertx;
    Gauge.builder("lockstep.orders.followers", this, OrderFeed::count)
        .description("Readers that wait for a change of an order")
        .strongReference(true)
        .register(metrics);
  }

  /** Says that orders have changed, after the commit. */
  public void announce(Collection<OrderChange> committed) {
    for (OrderChange change : committed) {
      Queue<OrderFollower> watching = followers.get(change.next().id());
      if (watching != null) {
        watching.forEach(follower -> follower.heard(change.entry()));
      }
    }
  }

  /**
   * The entries of the history of an order that was placed just now, as they come; ends after the
   * final one. Nothing is read for those that are announced here.
   */
  public Multi<OrderHistoryEntry> of(Order placed) {
    return follow(placed.id(), placed.version(), follower -> {})
        .filter(Optional::isPresent)
        .map(Optional::orElseThrow);
  }

  /**
   * The entries of an order's history after {@code version}, as they come; ends after the final
   * one. An empty item comes at the start, and whenever nothing comes for a while.
   */
  Multi<Optional<OrderHistoryEntry>> withBeats(UUID id, long version) {
    return follow(id, version, OrderFollower::look);
  }

  private Multi<Optional<OrderHistoryEntry>> follow(
      UUID id, long version, Consumer<OrderFollower> start) {
    return Multi.createFrom()
        .emitter(
            emitter -> {
              OrderFollower follower = new OrderFollower(() -> history(id), version, emitter);
              register(id, follower);
              long beats =
                  vertx.setPeriodic(config.heartbeat().toMillis(), tick -> follower.beat());
              emitter.onTermination(
                  () -> {
                    vertx.cancelTimer(beats);
                    unregister(id, follower);
                  });
              emitter.emit(Optional.empty()); // the reader sees that it has begun
              start.accept(follower);
            });
  }

  private int count() {
    return followers.values().stream().mapToInt(Queue::size).sum();
  }

  void start(@Observes StartupEvent event) {
    vertx.setPeriodic(config.watchPoll().toMillis(), tick -> poll());
  }

  /** One statement for all followers; only of those orders that have changed is more read. */
  private void poll() {
    if (followers.isEmpty() || !polling.compareAndSet(false, true)) {
      return;
    }
    transactions
        .read(tx -> orders.versions(tx, followers.keySet()))
        .onTermination()
        .invoke(() -> polling.set(false))
        .subscribe()
        .with(
            versions -> versions.forEach(this::reached),
            error -> LOG.debugf("orders cannot be looked at now: %s", error.getMessage()));
  }

  private void reached(UUID id, long version) {
    Queue<OrderFollower> watching = followers.get(id);
    if (watching != null) {
      watching.forEach(follower -> follower.reached(version));
    }
  }

  private Uni<List<OrderHistoryEntry>> history(UUID id) {
    return transactions.read(tx -> orders.history(tx, id));
  }

  private void register(UUID id, OrderFollower follower) {
    followers.compute(
        id,
        (key, known) -> {
          Queue<OrderFollower> watching = known == null ? new ConcurrentLinkedQueue<>() : known;
          watching.add(follower);
          return watching;
        });
  }

  private void unregister(UUID id, OrderFollower follower) {
    followers.computeIfPresent(
        id,
        (key, watching) -> {
          watching.remove(follower);
          return watching.isEmpty() ? null : watching;
        });
  }
}
