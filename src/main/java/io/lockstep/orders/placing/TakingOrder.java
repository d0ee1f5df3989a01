package io.lockstep.orders.placing;

import io.lockstep.http.Answer;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.idempotency.KeyedRequest;
import io.lockstep.idempotency.Replays;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.placing.PlacingOrder.Placed;
import io.lockstep.orders.placing.PlacingOrder.Placement;
import io.lockstep.orders.reading.OrderFeed;
import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Takes an order, and where its caller wants it waits until the order is final. */
@ApplicationScoped
class TakingOrder {
  /** How long after the wait its duplicates hear that the request is in progress. */
  private static final Duration AFTER_WAIT = Duration.ofSeconds(5);

  private final PlacingOrder placing;
  private final OrderFeed changes;
  private final OrderRepository orders;
  private final Transactions transactions;
  private final Idempotency idempotency;

  TakingOrder(
      PlacingOrder placing,
      OrderFeed changes,
      OrderRepository orders,
      Transactions transactions,
      Idempotency idempotency) {
    this.placing = placing;
    this.changes = changes;
    this.orders = orders;
    this.transactions = transactions;
    this.idempotency = idempotency;
  }

  /**
   * Answers the order or the refusal.
   *
   * @param wait how long the answer may wait for the order to be final; zero not to wait
   */
  Uni<Answer> take(KeyedAct act, PlaceOrder request, Duration wait) {
    KeyedRequest<Placement> keyed =
        new KeyedRequest<>(
            act,
            new Placement(request, act.act()),
            wait.isZero() ? Duration.ZERO : wait.plus(AFTER_WAIT));
    return idempotency.guarded(
        act,
        Replays.OF_ANSWERS,
        () -> placing.place(keyed).flatMap(placed -> answer(placed, wait, act)));
  }

  private Uni<Answer> answer(Placed placed, Duration wait, KeyedAct act) {
    if (wait.isZero() || placed.order().isEmpty()) {
      return Uni.createFrom().item(placed.answer());
    }
    Order order = placed.order().get();
    Uni<Answer> settled =
        settled(order, wait)
            .map(Placed::answerOf)
            .map(answer -> answer.with("Preference-Applied", "wait=" + wait.toSeconds()));
    return settled.call(answer -> idempotency.finish(act, answer));
  }

  /** The order once it is final, or as it is when the wait is over. */
  private Uni<Order> settled(Order order, Duration wait) {
    return changes
        .of(order)
        .collect()
        .last()
        .ifNoItem()
        .after(wait)
        .recoverWithUni(() -> Uni.createFrom().nullItem())
        .flatMap(last -> last == null ? read(order) : Uni.createFrom().item(order.at(last)));
  }

  private Uni<Order> read(Order order) {
    return transactions.read(tx -> orders.find(tx, order.id())).map(Optional::orElseThrow);
  }
}
