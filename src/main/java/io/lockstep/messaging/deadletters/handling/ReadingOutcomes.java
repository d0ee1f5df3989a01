package io.lockstep.messaging.deadletters.handling;

import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.lockstep.messaging.deadletters.LetterGroup;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.tables.Select;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What became of dead letters, newest act first. A message without a subject does not name its
 * letter when it is applied; the inbox of its consumer says that it was.
 */
@ApplicationScoped
class ReadingOutcomes {
  private static final String COLUMNS =
      """
      SELECT f.number, f.letter_id, f.queue, f.message_id, f.type, f.group_key, f.at, f.actor,
             f.reason, IF(f.status = 'replayed' AND i.received_at IS NOT NULL, 'handled', f.status)
               AS status, COALESCE(f.settled_at, i.received_at) AS settled_at, f.next_id
        FROM %s
        LEFT JOIN inbox i ON i.consumer = CONVERT(f.queue USING ascii) COLLATE ascii_bin
          AND i.message_id = f.message_key AND f.status = 'replayed' AND i.received_at >= f.at
       WHERE %s f.number < ? ORDER BY f.number DESC LIMIT ?
      """;

  private static final String ALL = "dead_letter_outcomes f FORCE INDEX (%s)";

  /** All acts on the message that the letter is, or was. */
  private static final String OF_MESSAGE =
      """
      (SELECT queue, message_key FROM dead_letter_outcomes WHERE letter_id = ?
        UNION SELECT queue, message_key FROM dead_letters WHERE id = ? LIMIT 1) m
        STRAIGHT_JOIN dead_letter_outcomes f FORCE INDEX (by_message)
          ON f.queue = m.queue AND f.message_key = m.message_key
      """;

  private static final String IN_GROUP = "f.group_key = ? AND";

  private final Transactions transactions;

  ReadingOutcomes(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * The newest.
   *
   * @param letter of the message that this letter is or was; null for any
   * @param group of letters of this group; null for any
   * @throws Problem 400 if one of them is none
   */
  Uni<Page<DeadLetterOutcome>> list(String letter, String group, Page.Request page) {
    Select newest = newest(letter, group, page);
    return transactions
        .read(tx -> newest.list(tx, DeadLetterOutcome::of))
        .map(rows -> Page.of(rows, page, outcome -> Long.toString(outcome.number())));
  }

  static Select newest(String letter, String group, Page.Request page) {
    long before = page.afterNumber(Long.MAX_VALUE);
    int limit = page.rowsToRead();
    if (letter != null && !Ids.isWellFormed(letter)) {
      throw Problem.invalid("letter", "is not an id of a dead letter");
    }
    if (group != null && !LetterGroup.isKey(group)) {
      throw Problem.invalid("group", "is not an id of a group of dead letters");
    }
    if (letter != null) {
      return group == null
          ? select(OF_MESSAGE, "", letter, letter, before, limit)
          : select(OF_MESSAGE, IN_GROUP, letter, letter, group, before, limit);
    }
    return group == null
        ? select(ALL.formatted("PRIMARY"), "", before, limit)
        : select(ALL.formatted("by_group"), IN_GROUP, group, before, limit);
  }

  private static Select select(String from, String conditions, Object... arguments) {
    return Select.of(COLUMNS.formatted(from, conditions), arguments);
  }
}
