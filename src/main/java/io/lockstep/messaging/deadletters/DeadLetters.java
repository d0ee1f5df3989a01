package io.lockstep.messaging.deadletters;

import io.lockstep.messaging.brokers.Broker;
import io.lockstep.messaging.deadletters.ParkedRow.State;
import io.lockstep.messaging.outbox.OutboxRow;
import io.lockstep.messaging.outbox.UnpublishableRows;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.timeline.TimelineNotes;
import io.lockstep.timeline.TimelineNotes.Note;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/** Keeps what died: each once, and in the order of its subject those that wait behind it. */
@ApplicationScoped
class DeadLetters implements UnpublishableRows {
  private static final Logger LOG = Logger.getLogger(DeadLetters.class);
  private final Transactions transactions;
  private final TimelineNotes notes;
  private final Ids ids;
  private final Clock clock;

  DeadLetters(Transactions transactions, TimelineNotes notes, Ids ids, Clock clock) {
    this.transactions = transactions;
    this.notes = notes;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Keeps a dead letter as dead; the same one, delivered again, is kept once. One that was on its
   * way back to its consumer keeps its place before those that wait behind it. Of a dead letter
   * that the table refuses it keeps what it can.
   */
  Uni<Void> keep(DeadLetter deadLetter) {
    return transactions
        .run("dead-letter-intake", tx -> keep(tx, deadLetter))
        .onFailure(error -> !SqlErrors.isTransient(error))
        .recoverWithUni(error -> keepBare(deadLetter, error));
  }

  private Uni<Void> keepBare(DeadLetter deadLetter, Throwable error) {
    LOG.errorf(
        error,
        "the dead letter %s of %s is kept in part",
        deadLetter.messageId(),
        deadLetter.queue());
    return transactions.run(
        "dead-letter-intake", tx -> insert(tx, deadLetter.bare(error), State.DEAD));
  }

  private Uni<Void> keep(Tx tx, DeadLetter deadLetter) {
    return deadLetter.subject().isEmpty()
        ? insert(tx, deadLetter, State.DEAD)
        : tx.lock(
                RowLock.UPDATE,
                "SELECT "
                    + ParkedRow.COLUMNS
                    + " FROM dead_letters FORCE INDEX (in_order)"
                    + " WHERE queue = ? AND subject_key = ? AND message_key = ?",
                ParkedRow::of,
                deadLetter.queue(),
                MessageKey.of(deadLetter.subject()),
                MessageKey.of(deadLetter.messageId()))
            .flatMap(
                known ->
                    known.isEmpty()
                        ? insert(tx, deadLetter, State.DEAD)
                        : kill(tx, known.get(0), deadLetter));
  }

  /** It has died again, under an id of its own: the dead letter that was replayed is gone. */
  private Uni<Void> kill(Tx tx, ParkedRow known, DeadLetter deadLetter) {
    if (known.state() == State.DEAD) {
      return Uni.createFrom().voidItem();
    }
    String id = ids.next().toString();
    LetterGroup group = deadLetter.group();
    return tx.update(
            """
                UPDATE dead_letters
                   SET id = ?, state = 'D', reason = ?, error = ?, error_line = ?, group_key = ?,
                       attempts = ?, dead_at = ?, fingerprint = ?, own_unreadable = ?
                 WHERE id = ?
                """,
            id,
            deadLetter.reason(),
            deadLetter.error(),
            group.errorLine(),
            group.key(),
            deadLetter.attempts(),
            Time.toColumn(clock.instant()),
            deadLetter.fingerprint(),
            deadLetter.isOwnUnreadable(),
            known.id())
        .chain(() -> LetterOutcomes.parkedAgain(tx, deadLetter.queue(), known.messageKey(), id))
        .chain(() -> note(tx, deadLetter, State.DEAD));
  }

  @Override
  public Uni<Void> keep(OutboxRow row, Broker broker, Throwable refused) {
    return transactions.run(
        "outbox-unpublishable",
        tx -> insert(tx, DeadLetter.unpublishable(row, broker, refused), State.DEAD));
  }

  /** Keeps messages that wait behind a dead letter of their subject. */
  Uni<Void> keepWaiting(Tx tx, List<DeadLetter> behind) {
    return ParkedOrder.inOrder(behind, deadLetter -> insert(tx, deadLetter, State.WAITING));
  }

  /** A dead letter that came back while another of its subject is still before it. */
  Uni<Void> waitAgain(Tx tx, ParkedRow early) {
    return tx.update("UPDATE dead_letters SET state = 'W' WHERE id = ?", early.id())
        .replaceWithVoid();
  }

  private Uni<Void> insert(Tx tx, DeadLetter deadLetter, State state) {
    String id = ids.next().toString();
    String messageKey = MessageKey.of(deadLetter.messageId());
    LetterGroup group = deadLetter.group();
    return tx.update(
            """
            INSERT IGNORE INTO dead_letters (id, state, place, broker, queue, exchange, routing_key,
              message_id, message_key, type, type_key, subject, subject_key, traceparent, source, reason, error,
              error_line, group_key, attempts, payload, headers, occurred_at, dead_at, fingerprint, own_unreadable)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            id,
            state.code(),
            id,
            deadLetter.broker().code(),
            deadLetter.queue(),
            deadLetter.exchange(),
            deadLetter.routingKey(),
            deadLetter.messageId(),
            messageKey,
            deadLetter.type(),
            MessageKey.of(deadLetter.type()),
            deadLetter.subject(),
            MessageKey.of(deadLetter.subject()),
            deadLetter.traceparent(),
            deadLetter.source(),
            deadLetter.reason(),
            deadLetter.trouble(),
            group.errorLine(),
            group.key(),
            deadLetter.attempts(),
            Buffer.buffer(deadLetter.kept()),
            deadLetter.headers(),
            Time.toColumn(deadLetter.occurredAt()),
            Time.toColumn(clock.instant()),
            deadLetter.fingerprint(),
            deadLetter.isOwnUnreadable())
        .flatMap(
            inserted ->
                inserted == 0
                    ? Uni.createFrom().voidItem()
                    : parkedAgain(tx, deadLetter, messageKey, id, state)
                        .chain(() -> note(tx, deadLetter, state)));
  }

  /** One of no subject is a new row each time it dies: its message says which one it was. */
  private static Uni<Void> parkedAgain(
      Tx tx, DeadLetter deadLetter, String messageKey, String id, State state) {
    return state == State.DEAD
        ? LetterOutcomes.parkedAgain(tx, deadLetter.queue(), messageKey, id)
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> note(Tx tx, DeadLetter parked, State state) {
    String why = state == State.DEAD ? parked.reason() : "behind another";
    return notes.append(
        tx,
        List.of(
            Note.ofMessage(
                parked.subject(),
                parked.type(),
                "parked in %s: %s".formatted(parked.queue(), why),
                parked.traceparent())));
  }
}
