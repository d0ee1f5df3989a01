package io.lockstep.messaging.deadletters.handling;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.lockstep.http.json.JsonText;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A dead letter as operators see it.
 *
 * @param group the letters that look like the same mistake, see {@code /dead-letters/groups}
 * @param waiting how many of its subject wait behind it
 * @param headers those that the message has of its own, see {@code KeptHeaders}
 * @param version counts how often it was mended
 * @param mendedAt when it was mended last, or null
 * @param payloadFormat what {@code payload} is, see {@link PayloadView}
 * @param payload the body, byte for byte
 * @param original what it was at first; null if it was not mended, or is one of a list
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "DeadLetter")
record DeadLetterView(
    @Schema(format = "uuid") String id,
    String queue,
    String exchange,
    String routingKey,
    String messageId,
    String type,
    String reason,
    @Schema(nullable = true) String error,
    int attempts,
    Instant deadAt,
    String group,
    int waiting,
    @Schema(implementation = Object.class) RawValue headers,
    long version,
    @Schema(nullable = true) Instant mendedAt,
    @Schema(enumeration = {"json", "text", "base64"}) String payloadFormat,
    @Schema(implementation = JsonText.class) RawValue payload,
    @JsonInclude(JsonInclude.Include.NON_NULL) Original original) {
  private static final String NONE = "{}";

  /** What a letter was before it was mended. */
  @RegisterForReflection
  @Schema(name = "OriginalDeadLetter")
  record Original(
      @Schema(enumeration = {"json", "text", "base64"}) String payloadFormat,
      @Schema(implementation = JsonText.class) RawValue payload,
      @Schema(implementation = Object.class) RawValue headers) {}

  /** One of a list. */
  static DeadLetterView of(Row row, ObjectMapper json) {
    return of(row, json, null);
  }

  /** One with what it was at first. */
  static DeadLetterView whole(Row row, ObjectMapper json) {
    if (row.getLocalDateTime("mended_at") == null) {
      return of(row, json, null);
    }
    PayloadView payload = payload(row, "original_payload", json);
    return of(
        row,
        json,
        new Original(
            payload.format(), new RawValue(payload.json()), headers(row, "original_headers")));
  }

  private static PayloadView payload(Row row, String column, ObjectMapper json) {
    return PayloadView.of(((Buffer) row.getDelegate().getBuffer(column)).getBytes(), json);
  }

  private static RawValue headers(Row row, String column) {
    String kept = row.getString(column);
    return new RawValue(kept == null ? NONE : kept);
  }

  private static DeadLetterView of(Row row, ObjectMapper json, Original original) {
    PayloadView payload = payload(row, "payload", json);
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
        row.getString("group_key"),
        row.getInteger("waiting"),
        headers(row, "headers"),
        row.getLong("version"),
        Time.fromColumn(row.getLocalDateTime("mended_at")),
        payload.format(),
        new RawValue(payload.json()),
        original);
  }
}
