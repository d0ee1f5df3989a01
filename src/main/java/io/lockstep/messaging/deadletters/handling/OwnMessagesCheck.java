package io.lockstep.messaging.deadletters.handling;

import io.lockstep.operations.ServerProbe;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * A message that this service has published itself and cannot read is its own defect: what the
 * message was to bring about (an account for a user, the payment of an order) does not happen. The
 * service goes on with all others, and is degraded for as long as such a dead letter is parked:
 * until an operator has replayed it with success, or deleted it.
 */
@Readiness
@ApplicationScoped
class OwnMessagesCheck implements AsyncHealthCheck {
  private final ReadingDeadLetters deadLetters;
  private final ServerProbe probe;

  OwnMessagesCheck(ReadingDeadLetters deadLetters, ServerProbe probe) {
    this.deadLetters = deadLetters;
    this.probe = probe;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return probe.askDispensable(
        "own-messages", () -> deadLetters.ownUnreadable().invoke(OwnMessagesCheck::requireNone));
  }

  private static void requireNone(long unreadable) {
    if (unreadable > 0) {
      throw new IllegalStateException(
          unreadable + " messages of our own could not be read, see /dead-letters");
    }
  }
}
