package io.lockstep.messaging.deadletters;

import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.AuditLog;
import io.lockstep.auditlog.AuditLog.Done;
import io.lockstep.http.Answer;
import io.lockstep.platform.Ids;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jboss.logging.Logger;

/** Puts all dead letters of a queue or topic back, in as many transactions as that takes. */
@ApplicationScoped
public class QueueReplay {
  private static final Logger LOG = Logger.getLogger(QueueReplay.class);
  private static final int BATCH = 500;

  private final Transactions transactions;
  private final DeadLetterReplay one;
  private final AuditLog audit;
  private final Ids ids;

  QueueReplay(Transactions transactions, DeadLetterReplay one, AuditLog audit, Ids ids) {
    this.transactions = transactions;
    this.one = one;
    this.audit = audit;
    this.ids = ids;
  }

  /**
   * Puts all of a queue back that are dead by now, oldest first; answers how many. One that cannot
   * be put back stays dead, is logged, and holds up no other. The audit log has one row for each
   * transaction that put some back, or one where there were none.
   */
  public Uni<Integer> replayAll(Act act, String queue) {
    return replayAfter(act, queue, "", ids.next().toString())
        .call(count -> count > 0 ? Uni.createFrom().voidItem() : noteVainAct(act));
  }

  private Uni<Void> noteVainAct(Act act) {
    return transactions.run("dead-letters-replay", tx -> audit.append(tx, List.of(done(act))));
  }

  private static Done done(Act act) {
    return new Done(act, Answer.accepted(null));
  }

  private Uni<Integer> replayAfter(Act act, String queue, String after, String upTo) {
    return transactions
        .read(
            tx ->
                tx.list(
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
                    BATCH))
        .flatMap(
            batch ->
                batch.isEmpty()
                    ? Uni.createFrom().item(0)
                    : replayBatch(act, batch)
                        .flatMap(
                            count ->
                                replayAfter(act, queue, batch.get(batch.size() - 1), upTo)
                                    .map(more -> count + more)));
  }

  private Uni<Integer> replayBatch(Act act, List<String> batch) {
    return replayTogether(act, batch)
        .onFailure(error -> !SqlErrors.isUnavailable(error))
        .recoverWithUni(
            error ->
                batch.size() == 1 ? cannotReplay(batch.get(0), error) : replayOneByOne(act, batch));
  }

  private Uni<Integer> replayOneByOne(Act act, List<String> batch) {
    Uni<Integer> sum = Uni.createFrom().item(0);
    for (String id : batch) {
      sum = sum.flatMap(count -> replayBatch(act, List.of(id)).map(more -> count + more));
    }
    return sum;
  }

  private static Uni<Integer> cannotReplay(String id, Throwable error) {
    LOG.errorf(error, "the dead letter %s cannot be replayed and stays", id);
    return Uni.createFrom().item(0);
  }

  private Uni<Integer> replayTogether(Act act, List<String> batch) {
    return transactions.run(
        "dead-letters-replay",
        tx ->
            tx.lock(
                    RowLock.UPDATE_SKIP_LOCKED,
                    "SELECT "
                        + ParkedRow.COLUMNS
                        + """
                           FROM dead_letters
                          WHERE state = 'D' AND id IN (
                            SELECT j.id FROM JSON_TABLE(?, '$[*]' COLUMNS (
                              id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j)
                          ORDER BY id""",
                    ParkedRow::of,
                    JsonRows.ofValues(batch))
                .flatMap(found -> replayed(tx, act, found)));
  }

  private Uni<Integer> replayed(Tx tx, Act act, List<ParkedRow> found) {
    return found.isEmpty()
        ? Uni.createFrom().item(0)
        : one.replay(tx, act, found).call(() -> audit.append(tx, List.of(done(act))));
  }
}
