package io.lockstep.messaging.deadletters;

import io.lockstep.messaging.deadletters.ParkedRow.State;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.RelaySignal;
import io.lockstep.platform.Ids;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.lockstep.timeline.TimelineNotes;
import io.lockstep.timeline.TimelineNotes.Note;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/** Puts dead letters back into their queue or topic, or takes them away for good. */
@ApplicationScoped
public class DeadLetterReplay {
  private static final Logger LOG = Logger.getLogger(DeadLetterReplay.class);
  private static final int REPLAY_BATCH = 500;
  private static final String UNPUBLISHED =
      "queue = '%s' AND reason = '%s'".formatted(DeadLetter.OUTBOX, DeadLetter.UNPUBLISHABLE);
  private final Transactions transactions;
  private final TimelineNotes notes;
  private final RelaySignal signal;
  private final Ids ids;

  DeadLetterReplay(Transactions transactions, TimelineNotes notes, RelaySignal signal, Ids ids) {
    this.transactions = transactions;
    this.notes = notes;
    this.signal = signal;
    this.ids = ids;
  }

  /**
   * Puts one back into its queue or topic; false if there is none.
   *
   * @param check is given its version, and throws if it may not be put back
   */
  public Uni<Boolean> replay(Tx tx, String id, LongConsumer check) {
    return tx.lock(
            RowLock.UPDATE,
            "SELECT "
                + ParkedRow.COLUMNS
                + ", version FROM dead_letters WHERE state = 'D' AND id = ?",
            row -> checked(row, check),
            id)
        .flatMap(found -> replay(tx, found))
        .map(count -> count == 1);
  }

  private static ParkedRow checked(Row row, LongConsumer check) {
    check.accept(row.getLong("version"));
    return ParkedRow.of(row);
  }

  /**
   * Puts all of a queue back that are dead by now, oldest first; answers how many. One that cannot
   * be put back stays dead, is logged, and holds up no other.
   */
  public Uni<Integer> replayAll(String queue) {
    return replayAfter(queue, "", ids.next().toString());
  }

  private Uni<Integer> replayAfter(String queue, String after, String upTo) {
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
                    REPLAY_BATCH))
        .flatMap(
            batch ->
                batch.isEmpty()
                    ? Uni.createFrom().item(0)
                    : replayBatch(batch)
                        .flatMap(
                            count ->
                                replayAfter(queue, batch.get(batch.size() - 1), upTo)
                                    .map(more -> count + more)));
  }

  private Uni<Integer> replayBatch(List<String> batch) {
    return replayTogether(batch)
        .onFailure(error -> !SqlErrors.isUnavailable(error))
        .recoverWithUni(
            error -> batch.size() == 1 ? cannotReplay(batch.get(0), error) : replayOneByOne(batch));
  }

  private Uni<Integer> replayOneByOne(List<String> batch) {
    Uni<Integer> sum = Uni.createFrom().item(0);
    for (String id : batch) {
      sum = sum.flatMap(count -> replayBatch(List.of(id)).map(more -> count + more));
    }
    return sum;
  }

  private static Uni<Integer> cannotReplay(String id, Throwable error) {
    LOG.errorf(error, "the dead letter %s cannot be replayed and stays", id);
    return Uni.createFrom().item(0);
  }

  private Uni<Integer> replayTogether(List<String> batch) {
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
                .flatMap(found -> replay(tx, found)));
  }

  private Uni<Integer> replay(Tx tx, List<ParkedRow> found) {
    return note(tx, "dead-letter-replayed", found).chain(() -> putBack(tx, found));
  }

  private Uni<Void> note(Tx tx, String act, List<ParkedRow> rows) {
    return notes.append(
        tx, rows.stream().map(row -> Note.ofOperator(row.subjectKey(), act, row.id())).toList());
  }

  /**
   * Removes a dead letter for good; what waits behind it goes on. False if there is none.
   *
   * @param check is given its version, and throws if it may not be removed
   */
  public Uni<Boolean> delete(String id, LongConsumer check) {
    return transactions.run(
        "dead-letters-delete",
        tx ->
            tx.lock(
                    RowLock.UPDATE,
                    "SELECT "
                        + ParkedRow.COLUMNS
                        + ", version FROM dead_letters WHERE state = 'D' AND id = ?",
                    row -> checked(row, check),
                    id)
                .flatMap(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().item(false)
                            : note(tx, "dead-letter-deleted", found)
                                .chain(() -> resolve(tx, id))
                                .replaceWith(true)));
  }

  /**
   * Takes a dead letter out of the way: it was applied, or an operator does without it. The next of
   * its subject is put back if it only waits.
   */
  Uni<Void> resolve(Tx tx, String id) {
    return tx.lock(
            RowLock.UPDATE,
            """
            SELECT o.id, o.subject_key, o.message_key, o.state, o.place
              FROM dead_letters d
              JOIN dead_letters o ON o.queue = d.queue AND o.subject_key = d.subject_key
             WHERE d.id = ? AND (o.id = d.id OR d.subject_key <> '')
             ORDER BY o.place
            """,
            ParkedRow::of,
            id)
        .call(rows -> remove(tx, id))
        .flatMap(
            rows -> {
              List<ParkedRow> left = rows.stream().filter(row -> !row.id().equals(id)).toList();
              return left.isEmpty() || left.get(0).state() != State.WAITING
                  ? Uni.createFrom().voidItem()
                  : putBack(tx, left.subList(0, 1)).replaceWithVoid();
            });
  }

  private static Uni<Integer> remove(Tx tx, String id) {
    return tx.update("DELETE FROM dead_letters WHERE id = ?", id);
  }

  /**
   * Copies dead letters to the outbox, addressed to their topic, or to their queue through the
   * default exchange, with their own message ids: what was applied meanwhile is not applied again.
   * A dead letter that has a subject stays as replaying until it is applied, so that others go on
   * waiting for it. One that was never published goes where it was meant to go, and nobody waits
   * for it.
   */
  private Uni<Integer> putBack(Tx tx, List<ParkedRow> found) {
    if (found.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    tx.afterCommit(signal::rowsAppended);
    return ParkedOrder.inOrder(found, row -> putBack(tx, row)).replaceWith(found.size());
  }

  private static Uni<Void> putBack(Tx tx, ParkedRow row) {
    return tx.update(
            """
            INSERT INTO outbox (waits_for, shard, exchange, topic, routing_key, message_id, type,
                                subject, traceparent, source, headers, data, occurred_at, created_at)
            SELECT broker, MOD(CRC32(subject), ?),
                   IF(broker = 'R', IF(%1$s, exchange, ''), NULL),
                   IF(broker = 'K', IF(%1$s, exchange, queue), NULL),
                   IF(%1$s, routing_key, queue), message_id, type, subject, traceparent,
                   source, headers, payload, occurred_at, UTC_TIMESTAMP(6)
              FROM dead_letters WHERE id = ?
            """
                .formatted(UNPUBLISHED),
            Outbox.SHARDS,
            row.id())
        .chain(
            () ->
                row.subjectKey().isEmpty()
                    ? Uni.createFrom().item(0)
                    : tx.update(
                        "UPDATE dead_letters SET state = 'R' WHERE id = ? AND NOT ("
                            + UNPUBLISHED
                            + ")",
                        row.id()))
        .flatMap(waits -> waits == 0 ? remove(tx, row.id()) : Uni.createFrom().item(waits))
        .replaceWithVoid();
  }
}
