package io.lockstep.messaging.deadletters;

import io.lockstep.auditlog.Act;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Keeps what became of dead letters that an operator replayed or deleted, in the transactions that
 * make it so. Cost: one statement for each batch that is replayed, and one for each letter that is
 * then applied or dies again; nothing for messages that never die.
 */
final class LetterOutcomes {
  private static final String REPLAYED = "replayed";
  private static final String DELETED = "deleted";

  private LetterOutcomes() {}

  /** They are put back by this act. */
  static Uni<Void> replayed(Tx tx, Act act, List<ParkedRow> letters) {
    return begin(tx, act, letters, REPLAYED);
  }

  /** They are removed for good by this act. */
  static Uni<Void> deleted(Tx tx, Act act, List<ParkedRow> letters) {
    return begin(tx, act, letters, DELETED);
  }

  private static Uni<Void> begin(Tx tx, Act act, List<ParkedRow> letters, String status) {
    return letters.isEmpty()
        ? Uni.createFrom().voidItem()
        : tx.update(
                """
                INSERT INTO dead_letter_outcomes (letter_id, queue, message_key, message_id, type,
                  group_key, actor, reason, at, status, settled_at)
                SELECT d.id, d.queue, d.message_key, d.message_id, d.type, d.group_key, ?, ?,
                       UTC_TIMESTAMP(6), ?, IF(? = 'deleted', UTC_TIMESTAMP(6), NULL)
                  FROM (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (
                    j_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) t) j
                  STRAIGHT_JOIN dead_letters d FORCE INDEX (PRIMARY) ON d.id = j.j_id
                """,
                act.actor(),
                act.reason(),
                status,
                status,
                JsonRows.ofValues(letters.stream().map(ParkedRow::id).toList()))
            .replaceWithVoid();
  }

  /** A letter that was put back is applied. */
  static Uni<Void> handled(Tx tx, String letterId) {
    return tx.update(
            "UPDATE dead_letter_outcomes SET status = 'handled', settled_at = UTC_TIMESTAMP(6)"
                + " WHERE letter_id = ? AND status = 'replayed'",
            letterId)
        .replaceWithVoid();
  }

  /** A message that was put back has died again, under the id of another letter. */
  static Uni<Void> parkedAgain(Tx tx, String queue, String messageKey, String nextId) {
    return tx.update(
            "UPDATE dead_letter_outcomes SET status = 'parked-again',"
                + " settled_at = UTC_TIMESTAMP(6), next_id = ?"
                + " WHERE queue = ? AND message_key = ? AND status = 'replayed'",
            nextId,
            queue,
            messageKey)
        .replaceWithVoid();
  }
}
