package io.lockstep.orders.changing;

import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutboxBacklog;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.CancelReason;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderChange;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.OrdersConfig;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sweeps.Due;
import io.lockstep.sweeps.ItemSweep;
import io.lockstep.sweeps.Sweep;
import io.lockstep.sweeps.SweptItems;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Looks after orders that hear nothing: asks again for what they wait for, and after enough asking
 * gives them up, money and stock put back. No order stays half done for ever.
 *
 * <p>While the outbox does not reach RabbitMQ silence means nothing, so nobody is asked then.
 * Several instances share the work: rows that one has locked the others skip. An order that cannot
 * be driven on is set aside, see {@link ItemSweep}.
 */
@ApplicationScoped
class RetryingUnansweredOrders implements SweptItems<Order> {
  private static final Logger LOG = Logger.getLogger(RetryingUnansweredOrders.class);
  private static final Duration FLOWING = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final OutboxBacklog backlog;
  private final OrderRepository orders;
  private final WritingOrderChanges changing;
  private final Outbox outbox;
  private final OrderFlowMessages messages;
  private final OrdersConfig config;
  private final Clock clock;
  private final Sweep.Factory sweeps;
  private final ItemSweep silent;

  RetryingUnansweredOrders(
      Transactions transactions,
      OutboxBacklog backlog,
      OrderRepository orders,
      WritingOrderChanges changing,
      Outbox outbox,
      OrderFlowMessages messages,
      OrdersConfig config,
      Clock clock,
      Sweep.Factory sweeps,
      ItemSweep.Factory items) {
    this.transactions = transactions;
    this.backlog = backlog;
    this.orders = orders;
    this.changing = changing;
    this.outbox = outbox;
    this.messages = messages;
    this.config = config;
    this.clock = clock;
    this.sweeps = sweeps;
    this.silent = items.of("silent-orders", config.sweepBatch(), this);
  }

  void start(@Observes StartupEvent event) {
    sweeps.every("silent-orders", config.sweepEvery(), config.sweepBatch(), this::sweep);
  }

  /** Answers how many orders were driven on or given up. */
  Uni<Integer> sweep() {
    return transactions
        .read(backlog::oldestForRabbit)
        .flatMap(age -> age.compareTo(FLOWING) > 0 ? Uni.createFrom().item(0) : silent.run());
  }

  @Override
  public Uni<List<String>> due(Tx tx, Due which) {
    return orders.silentIds(tx, which);
  }

  @Override
  public Uni<List<Order>> lock(Tx tx, Due which) {
    return orders.lockSilent(tx, which);
  }

  @Override
  public Uni<Void> apply(Tx tx, List<Order> locked) {
    Instant now = clock.instant();
    List<OrderChange> given = new ArrayList<>();
    List<Order> asked = new ArrayList<>();
    for (Order order : locked) {
      if (order.driven() < config.asks()) {
        asked.add(order);
      } else {
        order.cancel(CancelReason.EXPIRED, now).ifPresent(given::add);
      }
    }
    LOG.infof("silent orders: %d asked for again, %d given up", asked.size(), given.size());
    return changing.write(tx, given).chain(() -> askAgain(tx, asked, now));
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
