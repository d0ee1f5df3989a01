package io.lockstep.messaging.brokers;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where messages of one kind go: to an exchange, a topic or both.
 *
 * @param exchange the RabbitMQ exchange; null for none
 * @param topic the Kafka topic; null for none
 */
public record Destination(String exchange, String topic) {
  /** The brokers that are told. */
  public Set<Broker> brokers() {
    EnumSet<Broker> brokers = EnumSet.noneOf(Broker.class);
    if (exchange != null) {
      brokers.add(Broker.RABBITMQ);
    }
    if (topic != null) {
      brokers.add(Broker.KAFKA);
    }
    return brokers;
  }
}
