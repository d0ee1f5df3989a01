package io.lockstep.messaging.outbox;

import io.lockstep.messaging.brokers.Broker;
import io.smallrye.mutiny.Uni;

/** Where the relay leaves the rows that a broker can never take. */
public interface UnpublishableRows {
  /** Completes when the row is kept; the same row, if it comes again, is kept once. */
  Uni<Void> keep(OutboxRow row, Broker broker, Throwable refused);
}
