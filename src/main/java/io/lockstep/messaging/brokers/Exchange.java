package io.lockstep.messaging.brokers;

import java.util.Set;

/**
 * A RabbitMQ topic exchange that the relay may publish to: a module that owns one produces it as a
 * bean.
 *
 * @param name the exchange's name; empty for the default exchange, which needs no declaring
 * @param carriesFacts whether subscribers over REST hear what is published there
 * @param commands the types among them that say what is to be done, not what has happened:
 *     subscribers do not hear those
 */
public record Exchange(String name, boolean carriesFacts, Set<String> commands) {
  /** One whose messages are for consumers alone. */
  public Exchange(String name) {
    this(name, false, Set.of());
  }

  /** One of facts: subscribers hear what is published there, but for these commands. */
  public static Exchange ofFacts(String name, String... commands) {
    return new Exchange(name, true, Set.of(commands));
  }
}
