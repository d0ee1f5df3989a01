package io.lockstep.messaging.deadletters.handling;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.http.Page;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The dead letters for those who look at them. */
@ApplicationScoped
class ReadingDeadLetters {
  private static final String COLUMNS =
      """
      SELECT d.id, d.queue, d.exchange, d.routing_key, d.message_id, d.type, d.reason, d.error,
             d.attempts, d.dead_at, d.group_key, d.payload, d.headers, d.version, d.mended_at, %s
             (SELECT COUNT(*) FROM dead_letters w FORCE INDEX (in_order)
               WHERE w.queue = d.queue AND w.subject_key = d.subject_key AND d.subject_key <> ''
                 AND w.place > d.place AND w.state = 'W') AS waiting
        FROM dead_letters d
      """;
  private static final String MANY = COLUMNS.formatted("");
  private static final String ONE =
      COLUMNS.formatted("d.original_payload, d.original_headers,")
          + " WHERE d.state = 'D' AND d.id = ?";

  private final Transactions transactions;
  private final ObjectMapper json;

  ReadingDeadLetters(Transactions transactions, ObjectMapper json) {
    this.transactions = transactions;
    this.json = json;
  }

  /** Oldest first. */
  Uni<Page<DeadLetterView>> list(DeadLetterFilter filter, Page.Request page) {
    List<Object> arguments = new ArrayList<>();
    String sql = query(filter, page, arguments);
    return transactions
        .read(tx -> tx.list(sql, row -> DeadLetterView.of(row, json), arguments.toArray()))
        .map(rows -> Page.of(rows, page, DeadLetterView::id));
  }

  /** The statement of a page; adds its arguments, in order. */
  static String query(DeadLetterFilter filter, Page.Request page, List<Object> arguments) {
    arguments.add(page.afterId(Ids::isWellFormed));
    String sql =
        MANY
            + " FORCE INDEX (%s) WHERE d.state = 'D' AND d.id > ?".formatted(filter.index())
            + filter.conditions(arguments)
            + " ORDER BY d.id LIMIT ?";
    arguments.add(page.rowsToRead());
    return sql;
  }

  Uni<Optional<DeadLetterView>> find(String id) {
    return transactions.read(tx -> find(tx, id));
  }

  Uni<Optional<DeadLetterView>> find(Tx tx, String id) {
    return tx.first(ONE, row -> DeadLetterView.whole(row, json), id);
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
}
