package io.lockstep.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.util.RawValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * A dead letter as operators see it.
 *
 * @param waiting how many of its subject wait behind it
 * @param payload the body: as JSON where it is JSON, else as text
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record DeadLetterView(
    String id,
    String queue,
    String exchange,
    String routingKey,
    String messageId,
    String type,
    String reason,
    String error,
    int attempts,
    Instant deadAt,
    int waiting,
    RawValue payload) {}
