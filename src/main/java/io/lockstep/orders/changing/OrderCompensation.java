package io.lockstep.orders.changing;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/**
 * Undoes what a module did for orders that are being cancelled, in the transaction of the
 * cancellation: when an order is seen CANCELLED its stock is back already, and its money is back or
 * known to be pending. Payments and inventory each implement it as a bean.
 *
 * <p>An order for which nothing was done yet must be remembered, so that a message still under way
 * does nothing later. Rows are locked in ascending order; money comes before stock.
 */
public interface OrderCompensation {
  /** Undoes all that was done for these orders; does nothing where nothing is left to undo. */
  Uni<Void> undo(Tx tx, List<Cancellation> cancellations);

  /** Lower comes first, so that transactions lock in one order: money 10, stock 20. */
  int lockOrder();

  /**
   * One order that is cancelled.
   *
   * @param reason why, as the order's own reason
   * @param traceparent the trace context of the order, or null
   */
  record Cancellation(UUID orderId, String reason, String traceparent) {}
}
