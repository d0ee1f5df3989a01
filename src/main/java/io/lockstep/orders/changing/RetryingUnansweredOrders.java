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
import io.lockstep.timeline.TimelineNotes;
import io.lockstep.timeline.TimelineNotes.Note;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Retries orders whose answer is overdue: sends the command they wait for again, and after enough
 * retries gives them up, money and stock put back. No order stays half done for ever.
 *
 * <p>An order whose answer is known to be under way waits, see {@link AnswersUnderWay}.
 *
 * <p>While the outbox does not reach RabbitMQ a missing answer means nothing, so nothing is retried
 * then. Several instances share the work: rows that one has locked the others skip. An order that
 * cannot be retried is set aside, see {@link ItemSweep}.
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
  private final TimelineNotes notes;
  private final List<AnswersUnderWay> underWay;
  private final OrdersConfig config;
  private final Clock clock;
  private final Sweep.Factory sweeps;
  private final ItemSweep unanswered;

  RetryingUnansweredOrders(
      Transactions transactions,
      OutboxBacklog backlog,
      OrderRepository orders,
      WritingOrderChanges changing,
      Outbox outbox,
      OrderFlowMessages messages,
      TimelineNotes notes,
      @Any Instance<AnswersUnderWay> underWay,
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
    this.notes = notes;
    this.underWay = underWay.stream().toList();
    this.config = config;
    this.clock = clock;
    this.sweeps = sweeps;
    this.unanswered = items.of("unanswered-orders", config.sweepBatch(), this);
  }

  void start(@Observes StartupEvent event) {
    sweeps.every("unanswered-orders", config.sweepEvery(), config.sweepBatch(), this::sweep);
  }

  /** Answers how many orders were retried or given up. */
  Uni<Integer> sweep() {
    return unanswered.run(this::isFlowing);
  }

  private Uni<Boolean> isFlowing() {
    return transactions.read(backlog::oldestForRabbit).map(age -> age.compareTo(FLOWING) <= 0);
  }

  @Override
  public Uni<List<String>> due(Tx tx, Due which) {
    return orders.unansweredIds(tx, which);
  }

  @Override
  public Uni<List<Order>> lock(Tx tx, Due which) {
    return orders.lockUnanswered(tx, which);
  }

  @Override
  public Uni<Void> apply(Tx tx, List<Order> locked) {
    return waitingOf(tx, locked.stream().map(Order::id).toList())
        .flatMap(
            waiting ->
                orders
                    .postponeRetry(tx, waiting)
                    .chain(
                        () ->
                            retryOrGiveUp(
                                tx,
                                locked.stream()
                                    .filter(order -> !waiting.contains(order.id()))
                                    .toList())));
  }

  private Uni<Set<UUID>> waitingOf(Tx tx, List<UUID> ids) {
    Uni<Set<UUID>> all = Uni.createFrom().item(new HashSet<>());
    for (AnswersUnderWay answers : underWay) {
      all = all.call(found -> answers.of(tx, ids).invoke(found::addAll));
    }
    return all;
  }

  private Uni<Void> retryOrGiveUp(Tx tx, List<Order> overdue) {
    if (overdue.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Instant now = clock.instant();
    List<OrderChange> givenUp = new ArrayList<>();
    List<Order> retried = new ArrayList<>();
    for (Order order : overdue) {
      if (order.retries() < config.maxRetries()) {
        retried.add(order);
      } else {
        order.cancel(CancelReason.EXPIRED, now).ifPresent(givenUp::add);
      }
    }
    LOG.infof("overdue orders: %d retried, %d given up", retried.size(), givenUp.size());
    return changing.write(tx, givenUp).chain(() -> retry(tx, retried, now));
  }

  private Uni<Void> retry(Tx tx, List<Order> retried, Instant now) {
    if (retried.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<OutgoingMessage> commands =
        retried.stream()
            .map(order -> messages.again(order.retry(now), order.traceparent()))
            .toList();
    return orders
        .countRetry(tx, retried.stream().map(Order::id).toList())
        .chain(() -> notes.append(tx, retried.stream().map(order -> note(order, now)).toList()))
        .chain(() -> outbox.append(tx, commands));
  }

  private static Note note(Order order, Instant now) {
    return Note.ofMessage(
        order.id().toString(),
        order.retry(now).type(),
        "tried again, time " + (order.retries() + 1),
        order.traceparent());
  }
}
