package io.lockstep.testing;

/** The servers of a stack, as {@code ./lockstep stack} names them. */
public enum Server {
  DATABASE("db"),
  REDIS("redis"),
  REDLOCK_1("redlock-1"),
  REDLOCK_2("redlock-2"),
  REDLOCK_3("redlock-3"),
  REDLOCK_4("redlock-4"),
  REDLOCK_5("redlock-5"),
  RABBITMQ("rabbitmq"),
  KAFKA("kafka");

  private final String word;

  Server(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
