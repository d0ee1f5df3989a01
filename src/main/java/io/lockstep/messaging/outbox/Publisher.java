package io.lockstep.messaging.outbox;

import io.lockstep.messaging.brokers.Broker;
import io.smallrye.mutiny.Uni;

/** Hands one message to one broker. */
interface Publisher {
  /** Which one it is. */
  Broker broker();

  /** Whether publishing has a chance now; while it has none the rows wait in the outbox. */
  boolean isReady();

  /** Publishes; completes when the broker has confirmed that it keeps the message. */
  Uni<Void> publish(OutboxRow row);
}
