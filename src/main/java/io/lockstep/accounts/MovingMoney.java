package io.lockstep.accounts;

import io.lockstep.accounts.Ledger.Refused;
import io.lockstep.platform.Answer;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Money;
import io.lockstep.platform.Problem;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Moves money for a caller: one transfer, answered as HTTP does. */
@ApplicationScoped
class MovingMoney {
  private static final Map<String, String> DETAILS =
      Map.of(
          "insufficient-funds", "The account %s has too little",
          "account-closed", "The account %s is closed",
          "no-account", "The account %s does not exist",
          "other-currency", "The account %s has another currency",
          "same-account", "The account %s cannot pay itself",
          "balance-overflow", "The balance of %s would exceed 15 digits");

  private final Ledger ledger;
  private final Ids ids;

  MovingMoney(Ledger ledger, Ids ids) {
    this.ledger = ledger;
    this.ids = ids;
  }

  /** Transfers in the caller's transaction. */
  Uni<Answer> move(Tx tx, String from, String to, Money amount) {
    return ledger
        .transferAll(tx, List.of(new Ledger.Transfer(ids.next(), from, to, amount)))
        .map(outcomes -> outcomes.get(0).map(MovingMoney::moved, MovingMoney::refused));
  }

  /** Deposits in the caller's transaction; an account that does not exist is not found. */
  Uni<Answer> deposit(Tx tx, String to, Money amount) {
    return ledger
        .transferAll(tx, List.of(new Ledger.Transfer(ids.next(), Ledger.EXTERNAL, to, amount)))
        .map(outcomes -> outcomes.get(0).map(MovingMoney::moved, MovingMoney::depositRefused));
  }

  private static Answer moved(Ledger.Moved moved) {
    TransferView transfer = TransferView.of(moved);
    return Answer.created("/transfers/" + transfer.id(), transfer);
  }

  private static Answer depositRefused(Refused refused) {
    return refused.reason().equals("no-account")
        ? Answer.refused(Problem.notFound("The account"))
        : refused(refused);
  }

  private static Answer refused(Refused refused) {
    String detail = DETAILS.get(refused.reason()).formatted(refused.account());
    String title = titleOf(refused.reason());
    return Answer.refused(
        refused.reason().equals("insufficient-funds")
            ? Problem.conflict(refused.reason(), title, detail)
            : Problem.unprocessable(refused.reason(), title, detail));
  }

  private static String titleOf(String reason) {
    return Character.toUpperCase(reason.charAt(0)) + reason.substring(1).replace('-', ' ');
  }
}
