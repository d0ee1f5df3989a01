package io.lockstep.inventory.guards;

import io.lockstep.idempotency.KeyedAct;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.smallrye.mutiny.Uni;

/**
 * One way to keep concurrent reservations of a SKU from selling what is not there. A bean of this
 * type can be asked for by its wire name.
 *
 * <p>Whatever the guard does outside, the decision is made in the transaction that changes the
 * stock row and writes the reservation; a CHECK constraint stands behind it.
 */
interface StockGuard {
  /** What callers and the configuration call it. */
  String wireName();

  /**
   * Sets units aside, once for each key.
   *
   * @return the reservation, or the refusal; a failure means that nothing was set aside, or, where
   *     the connection broke in the commit, that nobody knows
   */
  Uni<ReserveOutcome> reserve(KeyedAct act, ReservationCommand command);
}
