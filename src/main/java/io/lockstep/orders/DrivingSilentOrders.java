package io.lockstep.orders;

import io.lockstep.messaging.Outbox;
import io.lockstep.messaging.OutboxBacklog;
import io.lockstep.messaging.OutgoingMessage;
import io.lockstep.platform.Sweep;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Looks after orders that hear nothing: asks again for what they wait for, and after enough asking
 * gives them up, money and stock put back. No order stays half done for ever.
 *
 * <p>While the outbox does not reach RabbitMQ silence means nothing, so nobody is asked then.
 * Several instances share the work: rows that one has locked the others skip.
 */
@ApplicationScoped
class DrivingSilentOrders {
  private static final Logger LOG = Logger.getLogger(DrivingSilentOrders.class);
  private static final Duration FLOWING = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final OutboxBacklog backlog;
  private final Orders orders;
  private final ChangingOrders changing;
  private final Outbox outbox;
  private final OrderFlowMessages messages;
  private final OrdersConfig config;
  private final Clock clock;
  private final Sweep.Factory sweeps;

  DrivingSilentOrders(
      Transactions transactions,
      OutboxBacklog backlog,
      Orders orders,
      ChangingOrders changing,
      Outbox outbox,
      OrderFlowMessages messages,
      OrdersConfig config,
      Clock clock,
      Sweep.Factory sweeps) {
    this.transactions = transactions;
    this.backlog = backlog;
    this.orders = orders;
    this.changing = changing;
    this.outbox = outbox;
    this.messages = messages;
    this.config = config;
    this.clock = clock;
    this.sweeps = sweeps;
  }

  void start(@Observes StartupEvent event) {
    sweeps.every("silent-orders", config.sweepEvery(), config.sweepBatch(), this::sweep);
  }

  /** Answers how many orders were driven on or given up. */
  private Uni<Integer> sweep() {
    return transactions.run(
        "silent-orders",
        tx ->
            backlog
                .oldestForRabbit(tx)
                .flatMap(
                    age ->
                        age.compareTo(FLOWING) > 0
                            ? Uni.createFrom().item(0)
                            : orders.lockSilent(tx).flatMap(silent -> drive(tx, silent))));
  }

  private Uni<Integer> drive(Tx tx, Map<UUID, Order> silent) {
    if (silent.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    Instant now = clock.instant();
    List<OrderChange> given = new ArrayList<>();
    List<Order> asked = new ArrayList<>();
    for (Order order : silent.values()) {
      if (order.driven() < config.asks()) {
        asked.add(order);
      } else {
        order.cancel(CancelReason.EXPIRED, now).ifPresent(given::add);
      }
    }
    LOG.infof("silent orders: %d asked for again, %d given up", asked.size(), given.size());
    return changing
        .write(tx, given)
        .chain(() -> askAgain(tx, asked, now))
        .replaceWith(silent.size());
  }

  private Uni<Void> askAgain(Tx tx, List<Order> asked, Instant now) {
    if (asked.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<OutgoingMessage> questions =
        asked.stream().map(order -> messages.of(order.askAgain(now), order.traceparent())).toList();
    return orders
        .noteDriven(tx, asked.stream().map(Order::id).toList())
        .chain(() -> outbox.append(tx, questions));
  }
}
