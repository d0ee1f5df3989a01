package io.lockstep.inventory;

import io.lockstep.platform.Answer;
import io.lockstep.platform.IdempotencyKey;
import io.lockstep.platform.IdempotentGroup;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Decides all that wait in one transaction: their rows are locked by one statement, each is decided
 * in memory in the order of arrival, and one commit pays for all. Two instances take turns. Who
 * waits alone is served by one conditional update.
 */
@ApplicationScoped
class GroupCommitGuard implements StockGuard {
  private final HoldingStock holding;
  private final Reservations reservations;
  private final Transactions transactions;
  private final IdempotentGroup<Wish> group;

  GroupCommitGuard(
      HoldingStock holding,
      Reservations reservations,
      Transactions transactions,
      IdempotentGroup.Factory groups) {
    this.holding = holding;
    this.reservations = reservations;
    this.transactions = transactions;
    this.group = groups.group("reserve-group-commit", this::decide, this::wasCommitted);
  }

  @Override
  public String wireName() {
    return "group-commit";
  }

  @Override
  public Uni<Answer> reserve(Optional<IdempotencyKey> key, Wish wish) {
    return group.submit(key, wish);
  }

  private Uni<List<Answer>> decide(Tx tx, List<Wish> wishes) {
    return hold(tx, wishes)
        .map(outcomes -> outcomes.stream().map(ReserveOutcome::toAnswer).toList());
  }

  private Uni<List<ReserveOutcome>> hold(Tx tx, List<Wish> wishes) {
    return wishes.size() == 1
        ? holding.holdByUpdate(tx, wishes.get(0)).map(List::of)
        : holding.hold(tx, RowLock.UPDATE, wishes);
  }

  /** A batch is there as a whole or not at all, so one of its reservations proves it. */
  private Uni<Boolean> wasCommitted(List<Wish> wishes) {
    return transactions.run(
        "reserve-group-look",
        tx -> reservations.anyInserted(tx, wishes.stream().map(Wish::id).toList()));
  }
}
