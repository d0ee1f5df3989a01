package io.lockstep.messaging.deadletters;

import io.lockstep.auditlog.Act;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts all dead letters of a queue or topic back, see {@link BatchReplay}. */
@ApplicationScoped
public class QueueReplay {
  private final BatchReplay batches;
  private final Ids ids;

  QueueReplay(BatchReplay batches, Ids ids) {
    this.batches = batches;
    this.ids = ids;
  }

  /** Puts all of a queue back that are dead by now, oldest first; answers how many. */
  public Uni<Integer> replayAll(Act act, String queue) {
    String now = ids.next().toString();
    return batches.replay(
        act, (tx, after, limit) -> idsOf(tx, queue, after, now, limit), Integer.MAX_VALUE);
  }

  private static Uni<List<String>> idsOf(
      Tx tx, String queue, String after, String upTo, int limit) {
    return tx.list(
        """
        SELECT id FROM dead_letters FORCE INDEX (dead_by_queue)
         WHERE queue = ? AND LENGTH(queue) = ? AND state = 'D' AND id > ? AND id <= ?
         ORDER BY id LIMIT ?
        """,
        row -> row.getString("id"),
        queue,
        queue.getBytes(StandardCharsets.UTF_8).length,
        after,
        upTo,
        limit);
  }
}
