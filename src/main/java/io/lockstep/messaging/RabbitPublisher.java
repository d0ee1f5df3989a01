package io.lockstep.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.rabbitmq.OutgoingRabbitMQMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** Publishes to RabbitMQ, persistent and confirmed. */
@ApplicationScoped
class RabbitPublisher implements Publisher {
  private static final int PERSISTENT = 2;

  private final Map<String, MutinyEmitter<byte[]>> emitters;
  private final BrokerChannels channels;

  RabbitPublisher(@Any Instance<Exchange> exchanges, BrokerChannels channels) {
    this.emitters = exchanges.stream().collect(Collectors.toMap(Exchange::name, Exchange::emitter));
    this.channels = channels;
  }

  @Override
  public Broker broker() {
    return Broker.RABBITMQ;
  }

  /**
   * Only when the queues are declared too: a broker that came up empty would confirm messages that
   * no queue is bound for yet, and drop them.
   */
  @Override
  public boolean isReady() {
    return channels.rabbitIsReady();
  }

  @Override
  public Uni<Void> publish(OutboxRow row) {
    MutinyEmitter<byte[]> emitter = emitters.get(row.destination());
    if (emitter == null) {
      return Uni.createFrom()
          .failure(new IllegalStateException("no channel for exchange " + row.destination()));
    }
    return emitter.sendMessage(Message.of(row.data(), Metadata.of(properties(row))));
  }

  private static OutgoingRabbitMQMetadata properties(OutboxRow row) {
    Map<String, Object> headers =
        new LinkedHashMap<>(CloudEventHeaders.of(row, CloudEventHeaders.AMQP_PREFIX));
    return OutgoingRabbitMQMetadata.builder()
        .withRoutingKey(row.routingKey())
        .withMessageId(row.messageId())
        .withType(row.type())
        .withTimestamp(row.occurredAt().atZone(ZoneOffset.UTC))
        .withDeliveryMode(PERSISTENT)
        .withContentType(CloudEventHeaders.CONTENT_TYPE)
        .withHeaders(headers)
        .build();
  }
}
