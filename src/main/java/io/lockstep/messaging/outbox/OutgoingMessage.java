package io.lockstep.messaging.outbox;

import io.lockstep.messaging.brokers.Destination;
import java.time.Instant;

/**
 * A fact or a command on its way out: what a CloudEvent carries.
 *
 * @param id its identity, for ever: a repeated delivery has the same
 * @param type the wire name of its kind, which is also the routing key
 * @param dataschema where the schema of the body is; null where it can be anything
 * @param subject the id of the aggregate it is about; messages of one subject keep their order
 * @param data the body, JSON
 * @param time when it happened
 * @param traceparent the W3C trace context of the request behind it, or null
 * @param destination where it goes
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents
 *     1.0.2</a>
 */
public record OutgoingMessage(
    String id,
    String type,
    String dataschema,
    String subject,
    String data,
    Instant time,
    String traceparent,
    Destination destination) {}
