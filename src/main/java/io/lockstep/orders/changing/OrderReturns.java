package io.lockstep.orders.changing;

import io.lockstep.orders.Order;
import io.lockstep.orders.OrderChange;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.OrderStatus;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Takes confirmed orders back. */
@ApplicationScoped
public class OrderReturns {
  private final OrderRepository orders;
  private final WritingOrderChanges changing;
  private final Clock clock;

  OrderReturns(OrderRepository orders, WritingOrderChanges changing, Clock clock) {
    this.orders = orders;
    this.changing = changing;
    this.clock = clock;
  }

  /** Whether there is such an order and it is confirmed. Locks nothing. */
  public Uni<Boolean> isReturnable(Tx tx, UUID orderId) {
    return orders
        .find(tx, orderId)
        .map(found -> found.filter(order -> order.status() == OrderStatus.CONFIRMED).isPresent());
  }

  /**
   * Gives the money back, puts the items back into stock and cancels the order with the reason
   * {@code returned}, all in the caller's transaction, which must hold no lock on accounts or
   * stock.
   *
   * @return false if the order is not there or not confirmed any more; nothing has changed then
   */
  public Uni<Boolean> takeBack(Tx tx, UUID orderId) {
    return orders.lock(tx, List.of(orderId)).flatMap(found -> takeBack(tx, found.get(orderId)));
  }

  private Uni<Boolean> takeBack(Tx tx, Order order) {
    Optional<OrderChange> change =
        order == null ? Optional.empty() : order.takeBack(clock.instant());
    return change.isEmpty()
        ? Uni.createFrom().item(false)
        : changing.write(tx, List.of(change.get())).replaceWith(true);
  }
}
