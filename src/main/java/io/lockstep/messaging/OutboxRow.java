package io.lockstep.messaging;

import io.lockstep.platform.Time;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;

/** A message that waits to be published to one broker. */
record OutboxRow(
    long id,
    String destination,
    String routingKey,
    String messageId,
    String type,
    String subject,
    String traceparent,
    byte[] data,
    Instant occurredAt) {

  static OutboxRow of(Row row) {
    return new OutboxRow(
        row.getLong("id"),
        row.getString("destination"),
        row.getString("routing_key"),
        row.getString("message_id"),
        row.getString("type"),
        row.getString("subject"),
        row.getString("traceparent"),
        ((Buffer) row.getDelegate().getBuffer("data")).getBytes(),
        Time.fromColumn(row.getLocalDateTime("occurred_at")));
  }

  /** What keeps its order: the messages of one subject in one destination. */
  String stream() {
    return destination + '/' + subject;
  }
}
