package io.lockstep.messaging.outbox;

import io.lockstep.messaging.MessagingConfig;
import io.lockstep.sql.Schema;
import io.lockstep.sql.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Publishes the outbox. A fresh row leaves at once, because its commit wakes the lanes of the
 * instance that holds its shard; polling finds what nobody was woken for.
 */
@ApplicationScoped
class OutboxRelay {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

  private final List<RelayLane> lanes;
  private final ShardLeases leases;
  private final MessagingConfig config;
  private final Schema schema;
  private final Vertx vertx;
  private final RelaySignal signal;
  private final AtomicBoolean balancing = new AtomicBoolean();
  private volatile boolean ending;

  OutboxRelay(
      @Any Instance<Publisher> publishers,
      UnpublishableRows refusedRows,
      Transactions transactions,
      ShardLeases leases,
      MessagingConfig config,
      MeterRegistry metrics,
      Schema schema,
      Vertx vertx,
      RelaySignal signal) {
    this.lanes =
        IntStream.range(0, RelayLane.LANES)
            .mapToObj(
                number ->
                    new RelayLane(
                        number,
                        publishers.stream().toList(),
                        refusedRows,
                        transactions,
                        leases,
                        config,
                        vertx.getOrCreateContext(),
                        metrics))
            .toList();
    this.leases = leases;
    this.config = config;
    this.schema = schema;
    this.vertx = vertx;
    this.signal = signal;
  }

  void start(@Observes StartupEvent event) {
    signal.whenRowsAppended(this::wake);
    leases.beforeGivingBack(this::drain);
    long renewal = Math.max(1, config.shardLease().toMillis() / 3);
    schema.whenReady(
        () -> {
          balance();
          vertx.setPeriodic(renewal, timer -> balance());
          vertx.setPeriodic(config.relayPoll().toMillis(), timer -> lanes.forEach(RelayLane::poll));
        });
  }

  void stop(@Observes ShutdownEvent event) {
    ending = true;
    lanes.forEach(RelayLane::stop);
    try {
      leases.release().await().atMost(Duration.ofSeconds(2));
    } catch (RuntimeException away) {
      LOG.infof("the outbox shards were not given back: %s", away.getMessage());
    }
  }

  private void wake(Set<Integer> shards) {
    lanes.stream().filter(lane -> shards.stream().anyMatch(lane::carries)).forEach(RelayLane::wake);
  }

  private Uni<Void> drain() {
    return Uni.join()
        .all(lanes.stream().map(RelayLane::drain).toList())
        .andFailFast()
        .replaceWithVoid();
  }

  private void balanced(boolean changed) {
    lanes.forEach(changed ? RelayLane::wake : RelayLane::tryAgain);
  }

  private void balance() {
    if (!ending && balancing.compareAndSet(false, true)) {
      leases
          .balance()
          .onTermination()
          .invoke(() -> balancing.set(false))
          .subscribe()
          .with(
              this::balanced,
              error -> LOG.warnf("the outbox shards were not renewed: %s", error.getMessage()));
    }
  }
}
