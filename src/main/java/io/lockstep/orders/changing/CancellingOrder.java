package io.lockstep.orders.changing;

import io.lockstep.auditlog.Act;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.orders.CancelReason;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderChange;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.reading.OrderView;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Cancels an order for its user. When the order is seen CANCELLED, its stock is back already, and
 * its money is back or known to be pending.
 */
@ApplicationScoped
class CancellingOrder {
  private final OrderRepository orders;
  private final WritingOrderChanges changing;
  private final Clock clock;

  CancellingOrder(OrderRepository orders, WritingOrderChanges changing, Clock clock) {
    this.orders = orders;
    this.changing = changing;
    this.clock = clock;
  }

  /** 202 with the cancelled order; 409 {@code order-final}; 404. */
  Uni<Answer> cancel(Tx tx, Act act, UUID id, Preconditions preconditions) {
    return orders
        .lock(tx, List.of(id))
        .flatMap(
            locked ->
                locked.containsKey(id)
                    ? cancel(tx, act, locked.get(id), preconditions)
                    : Uni.createFrom().item(Answer.refused(Problem.notFound("The order"))));
  }

  private Uni<Answer> cancel(Tx tx, Act act, Order order, Preconditions preconditions) {
    preconditions.check(order.version());
    Optional<OrderChange> change = order.cancel(CancelReason.CANCELLED_BY_USER, clock.instant());
    if (change.isEmpty()) {
      return Uni.createFrom().item(Answer.refused(isFinal(order)));
    }
    Order cancelled = change.get().next();
    return changing
        .write(tx, List.of(change.get().by(act.knownActor())))
        .replaceWith(Answer.accepted(OrderView.of(cancelled)).versioned(cancelled.version()));
  }

  private static Problem isFinal(Order order) {
    return Problem.of(ProblemType.ORDER_FINAL, "A final order cannot be cancelled any more")
        .with("orderStatus", order.status());
  }
}
