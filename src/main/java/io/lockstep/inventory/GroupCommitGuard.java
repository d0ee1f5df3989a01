package io.lockstep.inventory;

import io.lockstep.platform.Answer;
import io.lockstep.platform.Idempotency;
import io.lockstep.platform.IdempotencyKey;
import io.lockstep.sql.GroupCommit;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides all that wait in one transaction: their rows are locked by one statement, each is decided
 * in memory in the order of arrival, and one commit pays for all. Two instances take turns.
 */
@ApplicationScoped
class GroupCommitGuard implements StockGuard {
  private final Idempotency idempotency;
  private final HoldingStock holding;
  private final Reservations reservations;
  private final Transactions transactions;
  private final GroupCommit<Asked, Answer> group;

  GroupCommitGuard(
      Idempotency idempotency,
      HoldingStock holding,
      Reservations reservations,
      Transactions transactions,
      GroupCommit.Factory groups) {
    this.idempotency = idempotency;
    this.holding = holding;
    this.reservations = reservations;
    this.transactions = transactions;
    this.group =
        groups
            .<Asked, Answer>group("reserve-group-commit", this::decide)
            .wasCommitted(this::wasCommitted)
            .build();
  }

  @Override
  public String wireName() {
    return "group-commit";
  }

  @Override
  public Uni<Answer> reserve(Optional<IdempotencyKey> key, Wish wish) {
    return idempotency.guarded(key, () -> group.submit(new Asked(key, wish)));
  }

  private Uni<List<Answer>> decide(Tx tx, List<Asked> asked) {
    List<IdempotencyKey> keys =
        asked.stream()
            .flatMap(one -> one.key.stream())
            .sorted(Comparator.comparing(IdempotencyKey::value))
            .toList();
    return idempotency.claim(tx, keys).flatMap(earlier -> decideFresh(tx, asked, earlier));
  }

  private Uni<List<Answer>> decideFresh(Tx tx, List<Asked> asked, Map<String, Answer> earlier) {
    List<Asked> fresh = asked.stream().filter(one -> one.answerIn(earlier).isEmpty()).toList();
    if (fresh.isEmpty()) {
      return Uni.createFrom().item(merge(asked, earlier, List.of()));
    }
    return holding
        .hold(tx, RowLock.UPDATE, fresh.stream().map(Asked::wish).toList())
        .map(outcomes -> outcomes.stream().map(ReserveOutcome::toAnswer).toList())
        .call(answers -> idempotency.store(tx, byKey(fresh, answers), Duration.ZERO))
        .map(answers -> merge(asked, earlier, answers));
  }

  private static List<Answer> merge(
      List<Asked> asked, Map<String, Answer> earlier, List<Answer> fresh) {
    Iterator<Answer> next = fresh.iterator();
    return asked.stream().map(one -> one.answerIn(earlier).orElseGet(next::next)).toList();
  }

  private static Map<IdempotencyKey, Answer> byKey(List<Asked> asked, List<Answer> answers) {
    Map<IdempotencyKey, Answer> byKey = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      Answer answer = answers.get(i);
      asked.get(i).key.ifPresent(key -> byKey.put(key, answer));
    }
    return byKey;
  }

  /** A batch is there as a whole or not at all, so one of its reservations proves it. */
  private Uni<Boolean> wasCommitted(List<Asked> asked) {
    return transactions.run(
        "reserve-group-look",
        tx -> reservations.anyInserted(tx, asked.stream().map(one -> one.wish.id()).toList()));
  }

  private record Asked(Optional<IdempotencyKey> key, Wish wish) {
    Optional<Answer> answerIn(Map<String, Answer> earlier) {
      return key.map(IdempotencyKey::value).map(earlier::get);
    }
  }
}
