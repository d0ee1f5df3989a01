package io.lockstep.users;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.messaging.schemas.EventSchemas;
import io.lockstep.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes the records of {@code user-events}. */
@ApplicationScoped
class UserMessages {
  private final ObjectMapper json;
  private final Ids ids;
  private final EventSchemas schemas;

  UserMessages(ObjectMapper json, Ids ids, EventSchemas schemas) {
    this.json = json;
    this.ids = ids;
    this.schemas = schemas;
  }

  OutgoingMessage of(UserEvent event, String traceparent) {
    try {
      return new OutgoingMessage(
          ids.next().toString(),
          event.eventType(),
          schemas.uriOf(event.eventType()),
          event.userId(),
          json.writeValueAsString(event),
          event.timestamp(),
          traceparent,
          UserEvent.DESTINATION);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }
}
