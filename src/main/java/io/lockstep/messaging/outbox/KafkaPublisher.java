package io.lockstep.messaging.outbox;

import io.lockstep.messaging.brokers.Broker;
import io.lockstep.messaging.brokers.CloudEventHeaders;
import io.lockstep.messaging.brokers.KeptHeaders;
import io.lockstep.messaging.brokers.Unpublishable;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Publishes to Kafka with acks=all; the key is the subject, so a subject stays in one partition.
 */
@ApplicationScoped
class KafkaPublisher implements Publisher {
  private final MutinyEmitter<byte[]> emitter;

  KafkaPublisher(
      @Channel("facts") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter) {
    this.emitter = emitter;
  }

  @Override
  public Broker broker() {
    return Broker.KAFKA;
  }

  /** The producer itself waits for a broker that is away, up to its delivery timeout. */
  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public Uni<Void> publish(OutboxRow row) {
    return emitter
        .sendMessage(Message.of(row.data(), Metadata.of(metadata(row))))
        .onFailure(Unpublishable::isKafkaRefusal)
        .transform(refused -> new Unpublishable(refused.getMessage()));
  }

  private static OutgoingKafkaRecordMetadata<String> metadata(OutboxRow row) {
    return OutgoingKafkaRecordMetadata.<String>builder()
        .withTopic(row.topic())
        .withKey(row.subject())
        .withTimestamp(row.occurredAt())
        .withHeaders(headers(row))
        .build();
  }

  private static Headers headers(OutboxRow row) {
    Headers headers = new RecordHeaders();
    KeptHeaders.addTo(headers, row.headers());
    row.cloudEvent(CloudEventHeaders.KAFKA_PREFIX)
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    headers.add("content-type", CloudEventHeaders.CONTENT_TYPE.getBytes(StandardCharsets.UTF_8));
    return headers;
  }
}
