package io.lockstep.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The dead letters that operators list, replay and delete. */
@ApplicationScoped
class DeadLetters {
  private static final int REPLAY_BATCH = 500;
  private static final String COLUMNS =
      "id, queue, exchange, routing_key, message_id, type, reason, error, attempts, dead_at, payload";

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
                        "SELECT " + COLUMNS + " FROM dead_letters WHERE id > ? ORDER BY id LIMIT ?",
                        this::view,
                        after,
                        page.rowsToRead())
                    : tx.list(
                        "SELECT "
                            + COLUMNS
                            + " FROM dead_letters WHERE queue = ? AND id > ? ORDER BY id LIMIT ?",
                        this::view,
                        queue,
                        after,
                        page.rowsToRead()))
        .map(rows -> Page.of(rows, page, DeadLetterView::id));
  }

  Uni<Optional<DeadLetterView>> find(String id) {
    return transactions.read(
        tx -> tx.first("SELECT " + COLUMNS + " FROM dead_letters WHERE id = ?", this::view, id));
  }

  /** Keeps a letter; the same one, delivered again, is kept once. */
  Uni<Integer> keep(DeadLetter letter) {
    return transactions.run("dead-letter-intake", tx -> insert(tx, letter));
  }

  private Uni<Integer> insert(Tx tx, DeadLetter letter) {
    return tx.update(
        """
        INSERT IGNORE INTO dead_letters (id, broker, queue, exchange, routing_key, message_id, type,
          subject, traceparent, reason, error, attempts, payload, occurred_at, dead_at, fingerprint)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        ids.next().toString(),
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
        letter.fingerprint());
  }

  /** Puts one back into its queue or topic; false if there is none. */
  Uni<Boolean> replay(Tx tx, String id) {
    return tx.lock(
            RowLock.UPDATE,
            "SELECT id FROM dead_letters WHERE id = ?",
            row -> row.getString("id"),
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
                    "SELECT id FROM dead_letters WHERE queue = ? ORDER BY id LIMIT " + REPLAY_BATCH,
                    row -> row.getString("id"),
                    queue)
                .flatMap(found -> putBack(tx, found)));
  }

  Uni<Boolean> delete(String id) {
    return transactions.run(
        "dead-letters-delete",
        tx -> tx.update("DELETE FROM dead_letters WHERE id = ?", id).map(deleted -> deleted == 1));
  }

  /**
   * Moves letters to the outbox, addressed to their topic, or to their queue through the default
   * exchange, with their own message ids: what was applied meanwhile is not applied again.
   */
  private Uni<Integer> putBack(Tx tx, List<String> ids) {
    if (ids.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    tx.afterCommit(signal::rowsAppended);
    Uni<Integer> chain = Uni.createFrom().item(ids.size());
    for (String id : ids) {
      chain = chain.call(() -> moveToOutbox(tx, id));
    }
    return chain;
  }

  private static Uni<Integer> moveToOutbox(Tx tx, String id) {
    return tx.update(
            """
            INSERT INTO outbox (broker, shard, destination, routing_key, message_id, type, subject,
                                traceparent, data, occurred_at, created_at)
            SELECT broker, MOD(CRC32(subject), ?), IF(broker = 'K', queue, ''), queue, message_id,
                   type, subject, traceparent, payload, occurred_at, UTC_TIMESTAMP(6)
              FROM dead_letters WHERE id = ?
            """,
            Outbox.SHARDS,
            id)
        .chain(() -> tx.update("DELETE FROM dead_letters WHERE id = ?", id));
  }

  private DeadLetterView view(Row row) {
    return new DeadLetterView(
        row.getString("id"),
        row.getString("queue"),
        row.getString("exchange"),
        row.getString("routing_key"),
        row.getString("message_id"),
        row.getString("type"),
        row.getString("reason"),
        row.getString("error"),
        row.getInteger("attempts"),
        Time.fromColumn(row.getLocalDateTime("dead_at")),
        payload(((Buffer) row.getDelegate().getBuffer("payload")).getBytes()));
  }

  private RawValue payload(byte[] body) {
    try {
      JsonNode document = json.readTree(body);
      return new RawValue(document.isMissingNode() ? quoted("") : document.toString());
    } catch (IOException notJson) {
      return new RawValue(quoted(new String(body, StandardCharsets.UTF_8)));
    }
  }

  private String quoted(String text) {
    try {
      return json.writeValueAsString(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
