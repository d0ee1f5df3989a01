package io.lockstep.orders;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The open orders that this instance has written last, as it has written them. Another instance may
 * have changed one since: what is decided by them is written only if the order still has that
 * version, see {@link OrderRepository#updateIfUnchanged}. It saves reading and parsing the order
 * again at each of its steps.
 */
@ApplicationScoped
public class RecentOrders {
  private static final int MOST = 500;

  private final Map<UUID, Order> orders =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Order> eldest) {
          return size() > MOST;
        }
      };

  /** Remembers orders that were committed; those that are final are forgotten. */
  public synchronized void committed(Collection<OrderChange> changes) {
    for (OrderChange change : changes) {
      Order order = change.next();
      orders.remove(order.id());
      if (!order.status().isFinal()) {
        orders.put(order.id(), order);
      }
    }
  }

  /** The order as this instance wrote it last; empty if that is not remembered. */
  public synchronized Optional<Order> find(UUID id) {
    return Optional.ofNullable(orders.get(id));
  }
}
