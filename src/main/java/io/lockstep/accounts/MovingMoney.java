package io.lockstep.accounts;

import io.lockstep.accounts.ledger.AccountRows;
import io.lockstep.accounts.ledger.Ledger;
import io.lockstep.accounts.ledger.Ledger.Refused;
import io.lockstep.accounts.ledger.Ledger.Transfer;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.idempotency.IdempotentGroup;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Money;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Moves money for callers, and answers as HTTP does. The transfers and deposits of many are
 * committed together: two accounts that everybody uses, or {@code external}, which every deposit
 * uses, cost one row lock and one commit for all that wait.
 */
@ApplicationScoped
class MovingMoney {
  private static final Map<ProblemType, String> DETAILS =
      Map.of(
          ProblemType.INSUFFICIENT_FUNDS, "The account %s has too little",
          ProblemType.ACCOUNT_CLOSED, "The account %s is closed",
          ProblemType.NO_ACCOUNT, "The account %s does not exist",
          ProblemType.OTHER_CURRENCY, "The account %s has another currency",
          ProblemType.SAME_ACCOUNT, "The account %s cannot pay itself",
          ProblemType.BALANCE_OVERFLOW, "The balance of %s would exceed 15 digits",
          ProblemType.TRANSFER_FROM_EXTERNAL,
              "The account %s pays nobody: money comes in by deposits");

  private static final String FROM_OUTSIDE = ProblemType.TRANSFER_FROM_EXTERNAL.slug();

  /** By the reason that the ledger names, which payments keep as theirs too. */
  private static final Map<String, ProblemType> TYPES =
      DETAILS.keySet().stream()
          .collect(Collectors.toUnmodifiableMap(ProblemType::slug, Function.identity()));

  private final Ledger ledger;
  private final AccountRows rows;
  private final Transactions transactions;
  private final Ids ids;
  private final IdempotentGroup<Move, Answer> group;

  MovingMoney(
      Ledger ledger,
      AccountRows rows,
      Transactions transactions,
      Ids ids,
      IdempotentGroup.Factory groups) {
    this.ledger = ledger;
    this.rows = rows;
    this.transactions = transactions;
    this.ids = ids;
    this.group = groups.group("transfer", this::moveAll, this::wasCommitted);
  }

  Uni<Answer> transfer(KeyedAct act, String from, String to, Money amount) {
    return group.submit(
        act, new Move(new Transfer(ids.next(), from, to, amount), false, MovingMoney::refused));
  }

  /** The other side is {@code external}; an account that does not exist is not found. */
  Uni<Answer> deposit(KeyedAct act, String to, Money amount) {
    return group.submit(
        act,
        new Move(
            new Transfer(ids.next(), Ledger.EXTERNAL, to, amount),
            true,
            MovingMoney::depositRefused));
  }

  private Uni<List<Answer>> moveAll(Tx tx, List<Move> moves) {
    List<Move> allowed = moves.stream().filter(move -> !move.isFromOutside()).toList();
    return ledger
        .transferAll(tx, allowed.stream().map(Move::transfer).toList())
        .map(outcomes -> answers(moves, outcomes.iterator()));
  }

  private static List<Answer> answers(List<Move> moves, Iterator<Ledger.Outcome> outcomes) {
    return moves.stream()
        .map(
            move ->
                move.isFromOutside()
                    ? refused(new Refused(FROM_OUTSIDE, Ledger.EXTERNAL))
                    : outcomes.next().map(MovingMoney::moved, move.ifRefused()))
        .toList();
  }

  /** A batch is there as a whole or not at all; one in which all were refused changes nothing. */
  private Uni<Boolean> wasCommitted(List<Move> moves) {
    return transactions.run(
        "transfer-look",
        tx -> rows.anyTransferred(tx, moves.stream().map(move -> move.transfer().id()).toList()));
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
    ProblemType type = TYPES.get(refused.reason());
    return Answer.refused(Problem.of(type, DETAILS.get(type).formatted(refused.account())));
  }

  private record Move(Transfer transfer, boolean isDeposit, Function<Refused, Answer> ifRefused) {
    /** Only a deposit brings money in. */
    boolean isFromOutside() {
      return !isDeposit && transfer.from().equals(Ledger.EXTERNAL);
    }
  }
}
