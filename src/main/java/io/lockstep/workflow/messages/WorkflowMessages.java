package io.lockstep.workflow.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.messaging.schemas.EventSchemas;
import io.lockstep.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** Writes the messages of the exchange {@code workflows}. */
@ApplicationScoped
public class WorkflowMessages {
  private final ObjectMapper json;
  private final Ids ids;
  private final EventSchemas schemas;
  private final Clock clock;

  WorkflowMessages(ObjectMapper json, Ids ids, EventSchemas schemas, Clock clock) {
    this.json = json;
    this.ids = ids;
    this.schemas = schemas;
    this.clock = clock;
  }

  public OutgoingMessage of(WorkflowMessage change, String traceparent) {
    return message(change.workflowId(), change.type(), change.type(), change, traceparent);
  }

  public OutgoingMessage of(Task task, String traceparent) {
    return message(task.workflowId(), task.routingKey(), Task.SCHEMA, task, traceparent);
  }

  private OutgoingMessage message(
      UUID subject, String type, String schema, Object body, String traceparent) {
    try {
      return new OutgoingMessage(
          ids.next().toString(),
          type,
          schemas.uriOf(schema),
          subject.toString(),
          json.writeValueAsString(body),
          clock.instant(),
          traceparent,
          WorkflowMessage.DESTINATION);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }
}
