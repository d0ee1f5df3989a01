package io.lockstep.messaging.deadletters;

import io.lockstep.auditlog.Act;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Puts dead letters of a {@link LetterGroup} back, see {@link BatchReplay}. */
@ApplicationScoped
public class GroupReplay {
  /** The most that are put back at once; whoever wants more asks again. */
  static final int MOST = 1000;

  private static final String OF_GROUP =
      " FROM dead_letters FORCE INDEX (dead_by_group)"
          + " WHERE state = 'D' AND group_key = ? AND id > ? AND id <= ?";

  private final BatchReplay batches;
  private final Transactions transactions;
  private final Ids ids;

  GroupReplay(BatchReplay batches, Transactions transactions, Ids ids) {
    this.batches = batches;
    this.transactions = transactions;
    this.ids = ids;
  }

  /** Puts the oldest of those back that are in the group by now. */
  public Uni<Replayed> replaySome(Act act, String group) {
    String now = ids.next().toString();
    return batches
        .replay(act, (tx, after, limit) -> idsOf(tx, group, after, now, limit), MOST)
        .flatMap(count -> left(group, now).map(left -> new Replayed(count, left)));
  }

  private static Uni<List<String>> idsOf(
      Tx tx, String group, String after, String upTo, int limit) {
    return tx.list(
        "SELECT id" + OF_GROUP + " ORDER BY id LIMIT ?",
        row -> row.getString("id"),
        group,
        after,
        upTo,
        limit);
  }

  private Uni<Long> left(String group, String upTo) {
    return transactions
        .read(
            tx ->
                tx.first(
                    "SELECT COUNT(*) AS letters" + OF_GROUP,
                    row -> row.getLong("letters"),
                    group,
                    "",
                    upTo))
        .map(Optional::orElseThrow);
  }

  /**
   * What a replay came to.
   *
   * @param count how many were put back
   * @param left how many of those that were there at its beginning are dead still
   */
  public record Replayed(int count, long left) {}
}
