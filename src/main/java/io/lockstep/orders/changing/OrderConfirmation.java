package io.lockstep.orders.changing;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/**
 * Does what follows from the confirmation of orders, in its transaction: payments take the money
 * that they only hold until then. Rows are locked in ascending order.
 */
public interface OrderConfirmation {
  /** These orders are confirmed. */
  Uni<Void> confirmed(Tx tx, List<UUID> orderIds);
}
