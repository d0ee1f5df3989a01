package io.lockstep.messaging.consumer;

import io.lockstep.messaging.MessagingConfig;
import io.lockstep.sql.SqlErrors;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * How often a consumer tries what fails: a few times with a growing delay, and without counting
 * while the database is away or busy, for that is nothing that is wrong with a message.
 */
final class Retries {
  private static final Logger LOG = Logger.getLogger(Retries.class);

  private final String consumer;
  private final int attempts;
  private final Duration delay;
  private final Duration longestDelay;

  Retries(String consumer, int attempts, Duration delay, Duration longestDelay) {
    this.consumer = consumer;
    this.attempts = attempts;
    this.delay = delay;
    this.longestDelay = longestDelay;
  }

  static Retries of(String consumer, MessagingConfig config) {
    return new Retries(
        consumer, config.attempts(), config.retryDelay(), config.longestRetryDelay());
  }

  /** How often a message is tried before it is given up. */
  int attempts() {
    return attempts;
  }

  /** Completes when an attempt has; fails with what the last one failed with. */
  Uni<Void> run(String messageId, Supplier<Uni<Void>> attempt) {
    return run(messageId, attempt, 1);
  }

  private Uni<Void> run(String messageId, Supplier<Uni<Void>> attempt, int number) {
    return Uni.createFrom()
        .deferred(attempt::get)
        .onFailure()
        .recoverWithUni(error -> again(messageId, attempt, number, error));
  }

  private Uni<Void> again(
      String messageId, Supplier<Uni<Void>> attempt, int number, Throwable error) {
    if (SqlErrors.isTransient(error)) {
      LOG.debugf("%s waits for the database: %s", consumer, error.getMessage());
      return pause(longestDelay).chain(() -> run(messageId, attempt, number));
    }
    if (number >= attempts) {
      LOG.errorf(error, "%s gave %s up after %d attempts", consumer, messageId, number);
      return Uni.createFrom().failure(error);
    }
    LOG.warnf("%s failed on %s, attempt %d: %s", consumer, messageId, number, error);
    return pause(delay.multipliedBy(1L << (number - 1)))
        .chain(() -> run(messageId, attempt, number + 1));
  }

  /** Tries for as long as the database is away; fails with any other failure. */
  Uni<Void> whileTransient(Supplier<Uni<Void>> attempt) {
    return Uni.createFrom()
        .deferred(attempt::get)
        .onFailure(SqlErrors::isTransient)
        .recoverWithUni(away -> pause(longestDelay).chain(() -> whileTransient(attempt)));
  }

  private static Uni<Void> pause(Duration time) {
    return Uni.createFrom().voidItem().onItem().delayIt().by(time);
  }
}
