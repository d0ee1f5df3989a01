package io.lockstep.messaging.pubsub;

/**
 * Something that somebody said on the exchange {@code events}.
 *
 * @param id its identity; the same for each subscriber
 * @param type what kind it is: words with dots between, the routing key
 * @param subject what it is about, or null; events about one subject keep their order
 * @param data JSON
 */
public record Event(String id, String type, String subject, String data) {}
