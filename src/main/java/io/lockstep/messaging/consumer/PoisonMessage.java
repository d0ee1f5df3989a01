package io.lockstep.messaging.consumer;

/** A message that can never be applied; it goes to the dead letters without another try. */
final class PoisonMessage extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String reason;

  PoisonMessage(String reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }

  /** Why a message could not be read, as a dead letter says it. */
  static String reasonOf(RuntimeException unreadable) {
    return unreadable instanceof PoisonMessage poison ? poison.reason() : "failed";
  }
}
