package io.lockstep.messaging;

import io.smallrye.reactive.messaging.MutinyEmitter;

/**
 * A RabbitMQ exchange that the relay may publish to: a module that owns one produces it as a bean.
 *
 * @param name the exchange's name; empty for the default exchange
 * @param emitter the outgoing channel, with publish confirms on
 */
public record Exchange(String name, MutinyEmitter<byte[]> emitter) {}
