package io.lockstep.messaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.messaging.ParkedRow.State;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Page;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The dead letters that operators list, replay and delete. */
@ApplicationScoped
class DeadLetters {
  private static final int REPLAY_BATCH = 500;
  private static final String SELECT =
      """
      SELECT d.id, d.queue, d.exchange, d.routing_key, d.message_id, d.type, d.reason, d.error,
             d.attempts, d.dead_at, d.payload,
             (SELECT COUNT(*) FROM dead_letters w FORCE INDEX (in_order)
               WHERE w.queue = d.queue AND w.subject = d.subject AND d.subject <> ''
                 AND w.place > d.place AND w.state = 'W') AS waiting
        FROM dead_letters d
       WHERE d.state = 'D'
      """;

  private final Transactions transactions;
  private final RelaySignal signal;
  private final ObjectMapper json;
  private final Ids ids;
  private final Clock clock;

  DeadLetters(
      Transactions transactions, RelaySignal signal, ObjectMapper json, Ids ids, Clock clock) {
    this.transactions = transactions;
    this.signal = signal;
    this.json = json;
    this.ids = ids;
    this.clock = clock;
  }

  /** Oldest first; all queues where {@code queue} is null. */
  Uni<Page<DeadLetterView>> list(String queue, Page.Request page) {
    String after = page.after() == null ? "" : page.after();
    return transactions
        .read(
            tx ->
                queue == null
                    ? tx.list(
                        SELECT + " AND d.id > ? ORDER BY d.id LIMIT ?",
                        this::view,
                        after,
                        page.rowsToRead())
                    : tx.list(
                        SELECT + " AND d.queue = ? AND d.id > ? ORDER BY d.id LIMIT ?",
                        this::view,
                        queue,
                        after,
                        page.rowsToRead()))
        .map(rows -> Page.of(rows, page, DeadLetterView::id));
  }

  Uni<Optional<DeadLetterView>> find(String id) {
    return transactions.read(tx -> tx.first(SELECT + " AND d.id = ?", this::view, id));
  }

  /**
   * Keeps a letter as dead; the same one, delivered again, is kept once. One that was on its way
   * back to its consumer keeps its place before those that wait behind it.
   */
  Uni<Void> keep(DeadLetter letter) {
    return transactions.run("dead-letter-intake", tx -> keep(tx, letter));
  }

  private Uni<Void> keep(Tx tx, DeadLetter letter) {
    return letter.subject().isEmpty()
        ? insert(tx, letter, State.DEAD)
        : tx.lock(
                RowLock.UPDATE,
                "SELECT "
                    + ParkedRow.COLUMNS
                    + " FROM dead_letters FORCE INDEX (in_order)"
                    + " WHERE queue = ? AND subject = ? AND message_id = ?",
                ParkedRow::of,
                letter.queue(),
                letter.subject(),
                letter.messageId())
            .flatMap(
                known ->
                    known.isEmpty()
                        ? insert(tx, letter, State.DEAD)
                        : kill(tx, known.get(0), letter));
  }

  /** It has died again, under an id of its own: the letter that was replayed is gone. */
  private Uni<Void> kill(Tx tx, ParkedRow known, DeadLetter letter) {
    return known.state() == State.DEAD
        ? Uni.createFrom().voidItem()
        : tx.update(
                """
                UPDATE dead_letters
                   SET id = ?, state = 'D', reason = ?, error = ?, attempts = ?, dead_at = ?,
                       fingerprint = ?
                 WHERE id = ?
                """,
                ids.next().toString(),
                letter.reason(),
                letter.error(),
                letter.attempts(),
                Time.toColumn(clock.instant()),
                letter.fingerprint(),
                known.id())
            .replaceWithVoid();
  }

  /** Keeps messages that wait behind a letter of their subject. */
  Uni<Void> keepWaiting(Tx tx, List<DeadLetter> behind) {
    return ParkedOrder.inOrder(behind, letter -> insert(tx, letter, State.WAITING));
  }

  /** A letter that came back while another of its subject is still before it. */
  Uni<Void> waitAgain(Tx tx, ParkedRow early) {
    return tx.update("UPDATE dead_letters SET state = 'W' WHERE id = ?", early.id())
        .replaceWithVoid();
  }

  private Uni<Void> insert(Tx tx, DeadLetter letter, State state) {
    String id = ids.next().toString();
    return tx.update(
            """
            INSERT IGNORE INTO dead_letters (id, state, place, broker, queue, exchange, routing_key,
              message_id, type, subject, traceparent, reason, error, attempts, payload, occurred_at,
              dead_at, fingerprint)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            id,
            state.code(),
            id,
            letter.broker().code(),
            letter.queue(),
            letter.exchange(),
            letter.routingKey(),
            letter.messageId(),
            letter.type(),
            letter.subject(),
            letter.traceparent(),
            letter.reason(),
            letter.error(),
            letter.attempts(),
            Buffer.buffer(letter.payload()),
            Time.toColumn(letter.occurredAt()),
            Time.toColumn(clock.instant()),
            letter.fingerprint())
        .replaceWithVoid();
  }

  /** Puts one back into its queue or topic; false if there is none. */
  Uni<Boolean> replay(Tx tx, String id) {
    return tx.lock(
            RowLock.UPDATE,
            "SELECT " + ParkedRow.COLUMNS + " FROM dead_letters WHERE state = 'D' AND id = ?",
            ParkedRow::of,
            id)
        .flatMap(found -> putBack(tx, found))
        .map(count -> count == 1);
  }

  /** Puts all of a queue back, oldest first; answers how many. */
  Uni<Integer> replayAll(String queue) {
    return replayBatch(queue)
        .flatMap(
            count ->
                count < REPLAY_BATCH
                    ? Uni.createFrom().item(count)
                    : replayAll(queue).map(more -> count + more));
  }

  private Uni<Integer> replayBatch(String queue) {
    return transactions.run(
        "dead-letters-replay",
        tx ->
            tx.lock(
                    RowLock.UPDATE_SKIP_LOCKED,
                    "SELECT "
                        + ParkedRow.COLUMNS
                        + " FROM dead_letters WHERE queue = ? AND state = 'D' ORDER BY id LIMIT "
                        + REPLAY_BATCH,
                    ParkedRow::of,
                    queue)
                .flatMap(found -> putBack(tx, found)));
  }

  /** Removes a letter for good; what waits behind it goes on. False if there is none. */
  Uni<Boolean> delete(String id) {
    return transactions.run(
        "dead-letters-delete",
        tx ->
            tx.lock(
                    RowLock.UPDATE,
                    "SELECT id FROM dead_letters WHERE state = 'D' AND id = ?",
                    row -> id,
                    id)
                .flatMap(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().item(false)
                            : resolve(tx, id).replaceWith(true)));
  }

  /**
   * Takes a letter out of the way: it was applied, or an operator does without it. The next of its
   * subject is put back if it only waits.
   */
  Uni<Void> resolve(Tx tx, String id) {
    return tx.lock(
            RowLock.UPDATE,
            """
            SELECT o.id, o.subject, o.message_id, o.state, o.place
              FROM dead_letters d
              JOIN dead_letters o ON o.queue = d.queue AND o.subject = d.subject
             WHERE d.id = ? AND (o.id = d.id OR d.subject <> '')
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
   * Copies letters to the outbox, addressed to their topic, or to their queue through the default
   * exchange, with their own message ids: what was applied meanwhile is not applied again. A letter
   * that has a subject stays as replaying until it is applied, so that others go on waiting for it.
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
                                subject, traceparent, data, occurred_at, created_at)
            SELECT broker, MOD(CRC32(subject), ?), IF(broker = 'R', '', NULL),
                   IF(broker = 'K', queue, NULL), queue, message_id, type, subject, traceparent,
                   payload, occurred_at, UTC_TIMESTAMP(6)
              FROM dead_letters WHERE id = ?
            """,
            Outbox.SHARDS,
            row.id())
        .chain(
            () ->
                row.subject().isEmpty()
                    ? remove(tx, row.id())
                    : tx.update("UPDATE dead_letters SET state = 'R' WHERE id = ?", row.id()))
        .replaceWithVoid();
  }

  private DeadLetterView view(Row row) {
    return DeadLetterView.of(row, json);
  }
}
