package io.lockstep.orders.placing;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.orders.Order;
import io.lockstep.orders.events.OrderItem;
import io.lockstep.orders.placing.PlacingOrder.Placed;
import io.lockstep.orders.placing.PlacingOrder.Placement;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Decides what is asked for by what is known of users and prices, without writing anything. */
@ApplicationScoped
class DecidingOrders {
  private final Ids ids;
  private final Clock clock;

  DecidingOrders(Ids ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Decides each placement, in their order.
   *
   * @param known the prices of those SKUs that there are
   * @param existing those users that there are
   */
  List<Placed> decide(List<Placement> placements, Map<String, Money> known, Set<String> existing) {
    return placements.stream().map(each -> decide(each, known, existing)).toList();
  }

  private Placed decide(Placement placement, Map<String, Money> known, Set<String> existing) {
    PlaceOrder request = placement.request();
    if (!existing.contains(request.userId())) {
      return Placed.refused(
          Problem.of(ProblemType.UNKNOWN_USER, "The user does not exist")
              .with("userId", request.userId()));
    }
    Optional<String> unknown = request.skus().filter(sku -> !known.containsKey(sku)).findFirst();
    if (unknown.isPresent()) {
      return Placed.refused(
          Problem.of(ProblemType.UNKNOWN_SKU, "The SKU is not in the catalogue")
              .with("sku", unknown.get()));
    }
    List<OrderItem> items =
        request.items().stream()
            .map(item -> new OrderItem(item.sku(), item.quantity(), known.get(item.sku())))
            .toList();
    return total(items)
        .map(total -> place(placement, items, total))
        .orElseGet(() -> Placed.refused(noTotal(items)));
  }

  /** The time of placing is never before that in the id: lists of a period are ranges of ids. */
  private Placed place(Placement placement, List<OrderItem> items, Money total) {
    PlaceOrder request = placement.request();
    UUID id = ids.next();
    Instant now = clock.instant();
    Instant timeOfId = Ids.timeOf(id);
    return Placed.now(
        Order.place(
            id,
            request.userId(),
            items,
            total,
            request.externalId(),
            request.metadata(),
            placement.act().traceparent(),
            now.isBefore(timeOfId) ? timeOfId : now));
  }

  /** The sum; empty where the items have several currencies or the sum exceeds 15 digits. */
  private static Optional<Money> total(List<OrderItem> items) {
    try {
      return items.stream()
          .map(item -> item.unitPrice().times(item.quantity()))
          .reduce(Money::plus);
    } catch (IllegalArgumentException notOneSum) {
      return Optional.empty();
    }
  }

  private static Problem noTotal(List<OrderItem> items) {
    boolean mixed = items.stream().map(item -> item.unitPrice().currency()).distinct().count() > 1;
    return mixed
        ? Problem.of(ProblemType.MIXED_CURRENCIES, "All items of an order have one currency")
        : Problem.of(ProblemType.TOTAL_TOO_LARGE, "The total must fit in 15 digits");
  }
}
