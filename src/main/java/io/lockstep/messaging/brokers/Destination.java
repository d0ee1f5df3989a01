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
  /** The same without the topic: for what is asked or answered again, which is no new fact. */
  public Destination withoutTopic() {
    return new Destination(exchange, null);
  }

  /** The brokers that it is published to. */
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
