package io.lockstep.messaging.deadletters;

import io.lockstep.auditlog.Act;
import io.lockstep.messaging.deadletters.ParkedRow.State;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.RelaySignal;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.timeline.TimelineNotes;
import io.lockstep.timeline.TimelineNotes.Note;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.LongConsumer;

/** Puts dead letters back into their queue or topic, or takes them away for good. */
@ApplicationScoped
public class DeadLetterReplay {
  private static final String UNPUBLISHED =
      "queue = '%s' AND reason = '%s'".formatted(DeadLetter.OUTBOX, DeadLetter.UNPUBLISHABLE);
  private final TimelineNotes notes;
  private final RelaySignal signal;

  DeadLetterReplay(TimelineNotes notes, RelaySignal signal) {
    this.notes = notes;
    this.signal = signal;
  }

  /**
   * Puts one back into its queue or topic; false if there is none.
   *
   * @param check is given its version, and throws if it may not be put back
   */
  public Uni<Boolean> replay(Tx tx, Act act, String id, LongConsumer check) {
    return lock(tx, id, check).flatMap(found -> replay(tx, act, found)).map(count -> count == 1);
  }

  private static Uni<List<ParkedRow>> lock(Tx tx, String id, LongConsumer check) {
    return tx.lock(
        RowLock.UPDATE,
        "SELECT " + ParkedRow.COLUMNS + ", version FROM dead_letters WHERE state = 'D' AND id = ?",
        row -> checked(row, check),
        id);
  }

  private static ParkedRow checked(Row row, LongConsumer check) {
    check.accept(row.getLong("version"));
    return ParkedRow.of(row);
  }

  /** Puts those back that this transaction has locked; answers how many. */
  Uni<Integer> replay(Tx tx, Act act, List<ParkedRow> found) {
    return note(tx, act, "dead-letter-replayed", found)
        .chain(() -> LetterOutcomes.replayed(tx, act, found))
        .chain(() -> putBack(tx, found));
  }

  private Uni<Void> note(Tx tx, Act act, String what, List<ParkedRow> rows) {
    return notes.append(
        tx,
        rows.stream()
            .map(row -> Note.ofOperator(row.subjectKey(), what, act.because(row.id()), act.actor()))
            .toList());
  }

  /**
   * Removes a dead letter for good; what waits behind it goes on. False if there is none.
   *
   * @param check is given its version, and throws if it may not be removed
   */
  public Uni<Boolean> delete(Tx tx, Act act, String id, LongConsumer check) {
    return lock(tx, id, check)
        .flatMap(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(false)
                    : note(tx, act, "dead-letter-deleted", found)
                        .chain(() -> LetterOutcomes.deleted(tx, act, found))
                        .chain(() -> resolve(tx, id))
                        .replaceWith(true));
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
