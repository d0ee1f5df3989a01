package io.lockstep.messaging.deadletters.handling;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of a dead letter that was replayed or deleted.
 *
 * @param number its place in the order of the acts
 * @param letterId the letter, which is gone under this id
 * @param group the group it was in
 * @param at when it was replayed or deleted
 * @param actor by whom, as in the audit log
 * @param reason why, in their words, or null
 * @param status {@code replayed}: put back, and not heard of since; {@code handled}: applied;
 *     {@code parked-again}: dead again; {@code deleted}
 * @param settledAt when it was handled, parked again or deleted; null while that is not known
 * @param nextId the letter as which it is dead again, or null
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "DeadLetterOutcome")
record DeadLetterOutcome(
    long number,
    @Schema(format = "uuid") String letterId,
    String queue,
    String messageId,
    String type,
    String group,
    Instant at,
    String actor,
    @Schema(nullable = true) String reason,
    @Schema(enumeration = {"replayed", "handled", "parked-again", "deleted"}) String status,
    @Schema(nullable = true) Instant settledAt,
    @Schema(nullable = true, format = "uuid") String nextId) {
  static DeadLetterOutcome of(Row row) {
    return new DeadLetterOutcome(
        row.getLong("number"),
        row.getString("letter_id"),
        row.getString("queue"),
        row.getString("message_id"),
        row.getString("type"),
        row.getString("group_key"),
        Time.fromColumn(row.getLocalDateTime("at")),
        row.getString("actor"),
        row.getString("reason"),
        row.getString("status"),
        Time.fromColumn(row.getLocalDateTime("settled_at")),
        row.getString("next_id"));
  }
}
