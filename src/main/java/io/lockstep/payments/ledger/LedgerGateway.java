package io.lockstep.payments.ledger;

import io.lockstep.accounts.ledger.Ledger;
import io.lockstep.payments.Charge;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Charges the account with the id of the user and credits the account {@code merchant}, in the
 * caller's transaction, so that money and payment agree without a protocol between them.
 */
@ApplicationScoped
public class LedgerGateway {
  private final Ledger ledger;
  private final Ids ids;

  LedgerGateway(Ledger ledger, Ids ids) {
    this.ledger = ledger;
    this.ids = ids;
  }

  /**
   * Charges many orders; one that is declined does not touch the others.
   *
   * @return for each charge, in order, why it was declined, or empty if the money has moved
   */
  public Uni<List<Optional<String>>> charge(Tx tx, List<Charge> charges) {
    List<Ledger.Transfer> transfers =
        charges.stream()
            .filter(LedgerGateway::costsSomething)
            .map(
                charge ->
                    new Ledger.Transfer(
                        ids.next(), charge.userId(), Ledger.MERCHANT, charge.amount()))
            .toList();
    return ledger.transferAll(tx, transfers).map(outcomes -> refusals(charges, outcomes));
  }

  /**
   * Moves the money of earlier charges back, in their order; one that is refused does not touch the
   * others.
   *
   * @return for each charge, in order, why it cannot be given back now, or empty if the money has
   *     moved
   */
  Uni<List<Optional<String>>> refund(Tx tx, List<Charge> charges) {
    List<Ledger.Transfer> transfers =
        charges.stream()
            .filter(LedgerGateway::costsSomething)
            .map(charge -> refundOf(ids.next(), charge))
            .toList();
    return ledger.transferAll(tx, transfers).map(outcomes -> refusals(charges, outcomes));
  }

  private static Ledger.Transfer refundOf(UUID id, Charge charge) {
    return Ledger.Transfer.refund(id, Ledger.MERCHANT, charge.userId(), charge.amount());
  }

  private static Optional<String> refusal(Ledger.Outcome outcome) {
    return outcome.map(moved -> Optional.empty(), refused -> Optional.of(refused.reason()));
  }

  private static boolean costsSomething(Charge charge) {
    return charge.amount().amount() > 0;
  }

  private static List<Optional<String>> refusals(
      List<Charge> charges, List<Ledger.Outcome> outcomes) {
    Iterator<Ledger.Outcome> moved = outcomes.iterator();
    List<Optional<String>> refusals = new ArrayList<>(charges.size());
    for (Charge charge : charges) {
      refusals.add(costsSomething(charge) ? refusal(moved.next()) : Optional.empty());
    }
    return refusals;
  }
}
