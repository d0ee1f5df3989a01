package io.lockstep.orders.reading;

import io.lockstep.orders.Order;
import io.lockstep.orders.OrderHistoryEntry;
import io.lockstep.orders.OrderRepository;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads orders for people, each with one snapshot of what belongs together. */
@ApplicationScoped
class ReadingOrders {
  private final Transactions transactions;
  private final OrderRepository orders;

  ReadingOrders(Transactions transactions, OrderRepository orders) {
    this.transactions = transactions;
    this.orders = orders;
  }

  /** An order with its history. */
  Uni<Optional<OrderView>> find(UUID id) {
    return transactions.read(
        tx ->
            orders
                .find(tx, id)
                .flatMap(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().item(Optional.empty())
                            : withHistory(tx, found.get()).map(Optional::of)));
  }

  private Uni<OrderView> withHistory(Tx tx, Order order) {
    return orders.history(tx, order).map(history -> OrderView.of(order, history));
  }

  /** What became of an order, oldest first; empty if there is none. */
  Uni<List<OrderHistoryEntry>> history(UUID id) {
    return transactions.read(tx -> orders.history(tx, id));
  }
}
