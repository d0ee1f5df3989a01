package io.lockstep.orders.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.messaging.brokers.Destination;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.messaging.schemas.EventSchemas;
import io.lockstep.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes the messages of the order flow. */
@ApplicationScoped
public class OrderFlowMessages {
  private final ObjectMapper json;
  private final Ids ids;
  private final EventSchemas schemas;

  OrderFlowMessages(ObjectMapper json, Ids ids, EventSchemas schemas) {
    this.json = json;
    this.ids = ids;
    this.schemas = schemas;
  }

  /**
   * The message that says {@code event}, with an id of its own.
   *
   * @param traceparent the trace context to carry on, or null
   */
  public OutgoingMessage of(OrderFlowEvent event, String traceparent) {
    return message(event, traceparent, event.destination());
  }

  /**
   * The same for a command that is sent again, or its answer that is given again: on RabbitMQ
   * alone, because Kafka has the fact already.
   */
  public OutgoingMessage again(OrderFlowEvent event, String traceparent) {
    return message(event, traceparent, event.destination().withoutTopic());
  }

  private OutgoingMessage message(
      OrderFlowEvent event, String traceparent, Destination destination) {
    try {
      return new OutgoingMessage(
          ids.next().toString(),
          event.type(),
          schemas.uriOf(event.type()),
          event.orderId().toString(),
          json.writeValueAsString(event),
          event.timestamp(),
          traceparent,
          destination);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }
}
