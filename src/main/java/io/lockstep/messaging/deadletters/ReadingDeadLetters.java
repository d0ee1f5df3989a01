package io.lockstep.messaging.deadletters;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.http.Page;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The dead letters for those who look at them. */
@ApplicationScoped
class ReadingDeadLetters {
  private static final String SELECT =
      """
      SELECT d.id, d.queue, d.exchange, d.routing_key, d.message_id, d.type, d.reason, d.error,
             d.attempts, d.dead_at, d.payload,
             (SELECT COUNT(*) FROM dead_letters w FORCE INDEX (in_order)
               WHERE w.queue = d.queue AND w.subject_key = d.subject_key AND d.subject_key <> ''
                 AND w.place > d.place AND w.state = 'W') AS waiting
        FROM dead_letters d
       WHERE d.state = 'D'
      """;

  private final Transactions transactions;
  private final ObjectMapper json;

  ReadingDeadLetters(Transactions transactions, ObjectMapper json) {
    this.transactions = transactions;
    this.json = json;
  }

  /** Oldest first; all queues where {@code queue} is null. */
  Uni<Page<DeadLetterView>> list(String queue, Page.Request page) {
    String after = page.afterId(Ids::isWellFormed);
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
                        SELECT
                            + " AND d.queue = ? AND LENGTH(d.queue) = ? AND d.id > ?"
                            + " ORDER BY d.id LIMIT ?",
                        this::view,
                        queue,
                        bytesOf(queue),
                        after,
                        page.rowsToRead()))
        .map(rows -> Page.of(rows, page, DeadLetterView::id));
  }

  /**
   * How long a name is. The database takes names for the same that differ only by spaces at their
   * end.
   */
  static int bytesOf(String queue) {
    return queue.getBytes(StandardCharsets.UTF_8).length;
  }

  Uni<Optional<DeadLetterView>> find(String id) {
    return transactions.read(tx -> tx.first(SELECT + " AND d.id = ?", this::view, id));
  }

  /** How many messages that this service has published itself are dead because it cannot read. */
  Uni<Long> ownUnreadable() {
    return transactions
        .read(
            tx ->
                tx.first(
                    "SELECT COUNT(*) AS count FROM dead_letters WHERE own_unreadable = 1",
                    row -> row.getLong("count")))
        .map(Optional::orElseThrow);
  }

  private DeadLetterView view(Row row) {
    return DeadLetterView.of(row, json);
  }
}
