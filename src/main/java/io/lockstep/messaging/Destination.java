package io.lockstep.messaging;

/**
 * Where messages of one kind go.
 *
 * @param exchange the RabbitMQ exchange; null for none
 * @param topic the Kafka topic; null for none
 */
public record Destination(String exchange, String topic) {}
