package io.lockstep.inventory.guards;

import io.lockstep.idempotency.IdempotentGroup;
import io.lockstep.idempotency.IdempotentGroup.Decision;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.Reservations;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Decides all that wait in one transaction: reservations are inserted as speculated, then their
 * stock rows are locked by one statement, each is decided in memory in the order of arrival, and
 * one commit pays for all. The rows are locked last, so that the next batch and other instances
 * wait for little more than that commit. Who waits alone is served by one conditional update.
 */
@ApplicationScoped
class GroupCommitGuard implements StockGuard {
  /** One batch inserts while the other has the row; a third only makes all of them smaller. */
  private static final int LANES = 2;

  private final HoldingStock holding;
  private final Reservations reservations;
  private final Transactions transactions;
  private final IdempotentGroup<ReservationCommand, ReserveOutcome> group;

  GroupCommitGuard(
      HoldingStock holding,
      Reservations reservations,
      Transactions transactions,
      IdempotentGroup.Factory groups) {
    this.holding = holding;
    this.reservations = reservations;
    this.transactions = transactions;
    this.group =
        groups.groupInTurns(
            "reserve-group-commit",
            ReserveOutcome.REPLAYS,
            this::prepare,
            LANES,
            this::wasCommitted);
  }

  @Override
  public String wireName() {
    return "group-commit";
  }

  @Override
  public Uni<ReserveOutcome> reserve(KeyedAct act, ReservationCommand command) {
    return group.submit(act, command);
  }

  private Uni<Decision<ReservationCommand, ReserveOutcome>> prepare(
      Tx tx, List<ReservationCommand> commands) {
    return commands.size() == 1
        ? Uni.createFrom().item(fresh -> holdAlone(tx, fresh))
        : holding
            .speculate(tx, commands)
            .map(speculated -> fresh -> holding.hold(tx, RowLock.UPDATE, fresh, speculated));
  }

  private Uni<List<ReserveOutcome>> holdAlone(Tx tx, List<ReservationCommand> fresh) {
    return fresh.isEmpty()
        ? Uni.createFrom().item(List.of())
        : holding.holdByUpdate(tx, fresh.get(0)).map(List::of);
  }

  /** A batch is there as a whole or not at all, so one of its reservations proves it. */
  private Uni<Boolean> wasCommitted(List<ReservationCommand> commands) {
    return transactions.run(
        "reserve-group-look",
        tx -> reservations.anyInserted(tx, commands.stream().map(ReservationCommand::id).toList()));
  }
}
