package io.lockstep.messaging;

/** The brokers that the outbox feeds; each has rows and a relay of its own. */
enum Broker {
  RABBITMQ("R"),
  KAFKA("K");

  private final String code;

  Broker(String code) {
    this.code = code;
  }

  /** How an outbox row names it. */
  String code() {
    return code;
  }
}
