package io.lockstep.status;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.messaging.backlog.MessageFigures;
import io.lockstep.operations.ServerStates;
import io.lockstep.orders.OpenOrders;
import io.lockstep.payments.reading.UnsettledPayments;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The order flow for those who watch it: what each step has before it, how fast it goes and what
 * fails. However many ask, it is read once a second. Cost of a read: seven bounded statements.
 */
@ApplicationScoped
class ReadingFlow {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final List<String> QUEUES =
      Arrays.stream(FlowStep.values())
          .map(FlowStep::queue)
          .filter(Objects::nonNull)
          .distinct()
          .toList();

  private final Transactions transactions;
  private final OpenOrders orders;
  private final MessageFigures messages;
  private final UnsettledPayments payments;
  private final FlowRates rates;
  private final ServerStates servers;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Uni<FlowView> shared;

  ReadingFlow(
      Transactions transactions,
      OpenOrders orders,
      MessageFigures messages,
      UnsettledPayments payments,
      FlowRates rates,
      ServerStates servers,
      MeterRegistry metrics,
      Clock clock) {
    this.transactions = transactions;
    this.orders = orders;
    this.messages = messages;
    this.payments = payments;
    this.rates = rates;
    this.servers = servers;
    this.metrics = metrics;
    this.clock = clock;
    this.shared = Uni.createFrom().deferred(this::read).memoize().atLeast(FRESH);
  }

  /** The flow, at most a second old; fails as every reader does while the database is away. */
  Uni<FlowView> now() {
    return shared;
  }

  private Uni<FlowView> read() {
    return transactions
        .read(this::figures)
        .ifNoItem()
        .after(LONGEST)
        .failWith(
            () ->
                Problem.of(
                    ProblemType.DATABASE_UNAVAILABLE, "The database does not answer in time"));
  }

  private Uni<FlowView> figures(Tx tx) {
    Figures found = new Figures();
    return rates
        .all(tx)
        .invoke(found.rates::putAll)
        .chain(() -> waiting(tx, found))
        .chain(() -> messages.deadIn(tx, QUEUES))
        .invoke(found::failing)
        .map(read -> view(found));
  }

  private Uni<Void> waiting(Tx tx, Figures found) {
    found.waiting(FlowStep.PLACED, callers(), 0);
    return orders
        .open(tx, "PENDING")
        .invoke(open -> found.waiting(FlowStep.PAYMENT_ASKED, open.count(), open.oldestSeconds()))
        .chain(() -> orders.open(tx, "PAID"))
        .invoke(open -> found.waiting(FlowStep.STOCK_ASKED, open.count(), open.oldestSeconds()))
        .chain(() -> payments.now(tx))
        .invoke(unsettled -> found.waiting(FlowStep.CANCELLED, unsettled.refundPending(), 0))
        .chain(() -> messages.outbox(tx))
        .invoke(found::waiting)
        .replaceWithVoid();
  }

  /** Who waits for their orders to be taken, on this instance. */
  private long callers() {
    return (long)
        metrics.find("lockstep.sql.group.waiting").tag("use_case", "place-order").gauges().stream()
            .mapToDouble(Gauge::value)
            .sum();
  }

  private FlowView view(Figures found) {
    List<FlowView.Step> steps = Arrays.stream(FlowStep.values()).map(found::step).toList();
    return new FlowView(clock.instant(), steps, servers.lastSeen());
  }

  /** What is read, one after the other. */
  private static final class Figures {
    private final Map<FlowStep, Double> rates = new EnumMap<>(FlowStep.class);
    private final Map<FlowStep, MessageFigures.Waiting> waiting = new EnumMap<>(FlowStep.class);
    private final Map<FlowStep, Long> failing = new EnumMap<>(FlowStep.class);

    void waiting(FlowStep step, long count, long oldestSeconds) {
      waiting.put(step, new MessageFigures.Waiting(count, oldestSeconds));
    }

    void waiting(MessageFigures.Outbox outbox) {
      waiting.put(FlowStep.PUBLISHED_RABBITMQ, outbox.rabbitmq());
      waiting.put(FlowStep.PUBLISHED_KAFKA, outbox.kafka());
    }

    void failing(List<MessageFigures.DeadIn> dead) {
      for (MessageFigures.DeadIn each : dead) {
        Arrays.stream(FlowStep.values())
            .filter(step -> each.queue().equals(step.queue()) && isOf(step, each.onKafka()))
            .forEach(step -> failing.merge(step, each.count(), Long::sum));
      }
    }

    private static boolean isOf(FlowStep step, boolean onKafka) {
      return (step == FlowStep.PUBLISHED_KAFKA) == onKafka;
    }

    FlowView.Step step(FlowStep step) {
      MessageFigures.Waiting before = waiting.getOrDefault(step, new MessageFigures.Waiting(0, 0));
      return new FlowView.Step(
          step.wire(),
          Math.round(rates.getOrDefault(step, 0.0) * 100) / 100.0,
          before.waiting(),
          before.oldestSeconds(),
          failing.getOrDefault(step, 0L));
    }
  }
}
