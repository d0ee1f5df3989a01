package io.lockstep.messaging.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;

/**
 * A dead letter as operators see it.
 *
 * @param waiting how many of its subject wait behind it
 * @param payloadFormat what {@code payload} is, see {@link PayloadView}
 * @param payload the body, byte for byte
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record DeadLetterView(
    String id,
    String queue,
    String exchange,
    String routingKey,
    String messageId,
    String type,
    String reason,
    String error,
    int attempts,
    Instant deadAt,
    int waiting,
    String payloadFormat,
    RawValue payload) {

  static DeadLetterView of(Row row, ObjectMapper json) {
    PayloadView payload =
        PayloadView.of(((Buffer) row.getDelegate().getBuffer("payload")).getBytes(), json);
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
        row.getInteger("waiting"),
        payload.format(),
        new RawValue(payload.json()));
  }
}
