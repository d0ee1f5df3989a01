package io.lockstep.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A dead letter as operators see it.
 *
 * @param waiting how many of its subject wait behind it
 * @param payload the body: as JSON where it is JSON, else as text
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
    RawValue payload) {

  static DeadLetterView of(Row row, ObjectMapper json) {
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
        payload(((Buffer) row.getDelegate().getBuffer("payload")).getBytes(), json));
  }

  private static RawValue payload(byte[] body, ObjectMapper json) {
    try {
      JsonNode document = json.readTree(body);
      return new RawValue(document.isMissingNode() ? quoted("", json) : document.toString());
    } catch (IOException notJson) {
      return new RawValue(quoted(new String(body, StandardCharsets.UTF_8), json));
    }
  }

  private static String quoted(String text, ObjectMapper json) {
    try {
      return json.writeValueAsString(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
