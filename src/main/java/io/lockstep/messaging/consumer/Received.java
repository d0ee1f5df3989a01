package io.lockstep.messaging.consumer;

/**
 * A message that came in and was understood.
 *
 * @param id its identity
 * @param traceparent the W3C trace context that it carried, or null
 * @param event what it says
 */
public record Received<E>(String id, String traceparent, E event) {}
