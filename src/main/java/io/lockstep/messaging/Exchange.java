package io.lockstep.messaging;

/**
 * A RabbitMQ topic exchange that the relay may publish to: a module that owns one produces it as a
 * bean.
 *
 * @param name the exchange's name; empty for the default exchange, which needs no declaring
 */
public record Exchange(String name) {}
