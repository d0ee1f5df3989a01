package io.lockstep.messaging.brokers;

import java.util.EnumSet;
import java.util.Set;

/** The brokers that the outbox feeds. */
public enum Broker {
  RABBITMQ("R"),
  KAFKA("K");

  private static final String BOTH = "B";

  private final String code;

  Broker(String code) {
    this.code = code;
  }

  /** How an outbox row names it. */
  public String code() {
    return code;
  }

  /** How an outbox row names those it waits for; they are at least one. */
  public static String code(Set<Broker> brokers) {
    return brokers.size() == values().length ? BOTH : brokers.iterator().next().code;
  }

  /** Those that an outbox row names. */
  public static Set<Broker> named(String code) {
    EnumSet<Broker> named = EnumSet.allOf(Broker.class);
    named.removeIf(broker -> !code.equals(BOTH) && !code.equals(broker.code));
    return named;
  }
}
