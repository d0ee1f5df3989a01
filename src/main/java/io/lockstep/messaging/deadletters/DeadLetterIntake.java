package io.lockstep.messaging.deadletters;

import io.lockstep.messaging.brokers.Delivery;
import io.lockstep.messaging.brokers.TopicRecord;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Moves what arrives in the queue {@code dead-letters} and on the dead-letter topics into the table
 * {@code dead_letters}, where an operator sees and replays it, unless our own consumers have put it
 * there already. It takes anything: of a dead letter that the table refuses it keeps what it can.
 * While the database is away the dead letters wait where they are.
 */
@ApplicationScoped
class DeadLetterIntake {
  private static final Logger LOG = Logger.getLogger(DeadLetterIntake.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  private final DeadLetters deadLetters;
  private final Clock clock;

  DeadLetterIntake(DeadLetters deadLetters, Clock clock) {
    this.deadLetters = deadLetters;
    this.clock = clock;
  }

  @Incoming("dead-letters")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<byte[]> message) {
    Delivery delivery = Delivery.of("dead-letters", message);
    return delivery.header(DeadLetterExchange.KEPT, null) != null
        ? Uni.createFrom().completionStage(message.ack())
        : keep(DeadLetter.of(delivery, clock.instant()), message);
  }

  @Incoming("dead-letter-topics")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(IncomingKafkaRecord<String, byte[]> message) {
    TopicRecord found = TopicRecord.of(message);
    return found.header(DeadLetterExchange.KEPT, null) != null
        ? Uni.createFrom().completionStage(message.ack())
        : keep(DeadLetter.of(found, clock.instant()), message);
  }

  private Uni<Void> keep(DeadLetter deadLetter, Message<byte[]> message) {
    return deadLetters
        .keep(deadLetter)
        .onFailure()
        .invoke(error -> LOG.warnf("a dead letter waits for the database: %s", error.getMessage()))
        .onFailure()
        .retry()
        .withBackOff(RETRY, LONGEST_RETRY)
        .indefinitely()
        .chain(() -> Uni.createFrom().completionStage(message.ack()));
  }
}
