package io.lockstep.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What the last event of a stream says that the service ends: what comes after it is missed.
 *
 * @param reason {@code token-expired}, {@code key-expired} or {@code key-revoked} where the login
 *     has ended behind which the stream was opened
 */
@RegisterForReflection
@Schema(name = "StreamEnd")
public record StreamEnd(String reason) {
  /** The event of this name; its reason is a word that needs no escape in JSON. */
  public OutboundSseEvent toEvent(Sse sse, String name) {
    return sse.newEventBuilder().name(name).data("{\"reason\":\"" + reason + "\"}").build();
  }
}
