package io.lockstep.payments;

import io.lockstep.platform.Money;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * Moves the money of orders. The built-in one moves it between accounts of the same database, in
 * the caller's transaction, so money and payment agree without a protocol between them.
 */
interface PaymentGateway {
  /**
   * Charges many orders; one that is declined does not touch the others.
   *
   * @return for each charge, in order, why it was declined, or empty if the money has moved
   */
  Uni<List<Optional<String>>> charge(Tx tx, List<Charge> charges);

  /**
   * Moves the money of earlier charges back, in their order; one that is refused does not touch the
   * others.
   *
   * @return for each charge, in order, why it cannot be given back now, or empty if the money has
   *     moved
   */
  Uni<List<Optional<String>>> refund(Tx tx, List<Charge> charges);

  /**
   * What an order costs whom.
   *
   * @param amount minor units; nothing moves for zero
   */
  record Charge(String userId, Money amount) {}
}
