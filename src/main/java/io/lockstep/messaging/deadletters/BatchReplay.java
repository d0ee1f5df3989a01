package io.lockstep.messaging.deadletters;

import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.AuditLog;
import io.lockstep.auditlog.AuditLog.Done;
import io.lockstep.http.Answer;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Puts many dead letters back, oldest first, in as many transactions as that takes. One that cannot
 * be put back stays dead, is logged, and holds up no other. The audit log has one row for each
 * transaction that put some back, or one where there were none.
 */
@ApplicationScoped
class BatchReplay {
  private static final Logger LOG = Logger.getLogger(BatchReplay.class);
  private static final int BATCH = 500;

  private final Transactions transactions;
  private final DeadLetterReplay one;
  private final AuditLog audit;

  BatchReplay(Transactions transactions, DeadLetterReplay one, AuditLog audit) {
    this.transactions = transactions;
    this.one = one;
    this.audit = audit;
  }

  /** Puts those back that this selection finds, at most so many; answers how many. */
  Uni<Integer> replay(Act act, Selection selection, int most) {
    return replayAfter(act, selection, "", most)
        .call(count -> count > 0 ? Uni.createFrom().voidItem() : noteVainAct(act));
  }

  private Uni<Void> noteVainAct(Act act) {
    return transactions.run("dead-letters-replay", tx -> audit.append(tx, List.of(done(act))));
  }

  private static Done done(Act act) {
    return new Done(act, Answer.accepted(null));
  }

  private Uni<Integer> replayAfter(Act act, Selection selection, String after, int most) {
    if (most <= 0) {
      return Uni.createFrom().item(0);
    }
    return transactions
        .read(tx -> selection.idsAfter(tx, after, Math.min(BATCH, most)))
        .flatMap(
            batch ->
                batch.isEmpty()
                    ? Uni.createFrom().item(0)
                    : replayBatch(act, batch)
                        .flatMap(
                            count -> goOn(act, selection, batch, most).map(more -> count + more)));
  }

  private Uni<Integer> goOn(Act act, Selection selection, List<String> batch, int most) {
    return replayAfter(act, selection, batch.get(batch.size() - 1), most - batch.size());
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

  /** Which letters are meant. */
  interface Selection {
    /** The ids of the next of them behind this one, in order. */
    Uni<List<String>> idsAfter(Tx tx, String after, int limit);
  }
}
