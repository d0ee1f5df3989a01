package io.lockstep.messaging.deadletters.handling;

import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Counts dead letters by their groups. Cost: it walks along one index that has no letter itself,
 * and reads two letters of each group that it answers.
 */
@ApplicationScoped
class ReadingDeadLetterGroups {
  private static final int MOST = 100;

  static final String LARGEST =
      """
      SELECT g.group_key, g.letters, g.all_groups, g.all_letters, o.queue, o.reason, o.type,
             o.error_line, o.dead_at AS oldest, n.dead_at AS newest, n.id AS example
        FROM (SELECT group_key, COUNT(*) AS letters, MIN(id) AS first_id, MAX(id) AS last_id,
                     COUNT(*) OVER () AS all_groups,
                     CAST(SUM(COUNT(*)) OVER () AS SIGNED) AS all_letters
                FROM dead_letters FORCE INDEX (dead_by_group)
               WHERE state = 'D' GROUP BY group_key
               ORDER BY letters DESC, group_key LIMIT %d) g
        STRAIGHT_JOIN dead_letters o ON o.id = g.first_id
        STRAIGHT_JOIN dead_letters n ON n.id = g.last_id
       ORDER BY g.letters DESC, g.group_key
      """
          .formatted(MOST);

  private final Transactions transactions;

  ReadingDeadLetterGroups(Transactions transactions) {
    this.transactions = transactions;
  }

  /** The groups with the most letters. */
  Uni<DeadLetterGroups> largest() {
    return transactions.read(tx -> tx.list(LARGEST, row -> row)).map(DeadLetterGroups::of);
  }
}
