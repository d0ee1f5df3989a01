package io.lockstep.messaging.brokers;

import io.lockstep.http.TraceParent;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record as Kafka delivered it.
 *
 * @param key empty where the record has none
 * @param id the id of the CloudEvent; where the record is none, its place in the topic
 * @param body empty for a tombstone
 */
public record TopicRecord(String topic, String key, String id, Headers headers, byte[] body) {
  private static final byte[] TOMBSTONE = {};

  @SuppressWarnings("unchecked") // it is the metadata of this very record
  public static TopicRecord of(KafkaRecord<String, byte[]> message) {
    IncomingKafkaRecordMetadata<String, byte[]> metadata =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    byte[] body = message.getPayload();
    String place =
        "%s-%d@%d".formatted(metadata.getTopic(), metadata.getPartition(), metadata.getOffset());
    return new TopicRecord(
        metadata.getTopic(),
        metadata.getKey() == null ? "" : metadata.getKey(),
        text(metadata.getHeaders(), CloudEventHeaders.KAFKA_PREFIX + "id", place),
        metadata.getHeaders(),
        body == null ? TOMBSTONE : body);
  }

  public String traceparent() {
    return TraceParent.orNull(header(CloudEventHeaders.TRACEPARENT, null));
  }

  /** A header as text. */
  public String header(String name, String otherwise) {
    return text(headers, name, otherwise);
  }

  private static String text(Headers headers, String name, String otherwise) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? otherwise
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
