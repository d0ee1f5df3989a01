package io.lockstep.messaging.deadletters;

import io.lockstep.messaging.brokers.Broker;
import io.lockstep.messaging.brokers.CloudEventHeaders;
import io.lockstep.messaging.brokers.Delivery;
import io.lockstep.messaging.brokers.KeptHeaders;
import io.lockstep.messaging.brokers.TopicRecord;
import io.lockstep.platform.CodePoints;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_REASON = 64;

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
        : keep(read(delivery, clock.instant()), message);
  }

  @Incoming("dead-letter-topics")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(IncomingKafkaRecord<String, byte[]> message) {
    TopicRecord found = TopicRecord.of(message);
    return found.header(DeadLetterExchange.KEPT, null) != null
        ? Uni.createFrom().completionStage(message.ack())
        : keep(read(found, clock.instant()), message);
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

  /** Reads what the dead-letter headers say, ours or the broker's. */
  private static DeadLetter read(Delivery delivery, Instant now) {
    Map<?, ?> death = lastDeath(delivery.headers());
    String queue = cut(delivery.header(DeadLetterExchange.QUEUE, text(death, "queue")));
    String deadAt = delivery.header(DeadLetterExchange.DEAD_AT, text(death, "time"));
    return new DeadLetter(
        Broker.RABBITMQ,
        queue,
        cut(delivery.header(DeadLetterExchange.EXCHANGE, text(death, "exchange"))),
        delivery.routingKey(),
        delivery.messageId(),
        delivery.type() == null ? DeadLetter.UNKNOWN : delivery.type(),
        delivery.subject(),
        delivery.traceparent(),
        reason(delivery.header(DeadLetterExchange.REASON, text(death, "reason"))),
        DeadLetterExchange.shortened(delivery.header(DeadLetterExchange.ERROR, null)),
        attempts(delivery.header(DeadLetterExchange.ATTEMPTS, text(death, "count"))),
        delivery.body(),
        KeptHeaders.of(delivery.headers()),
        DeadLetter.instantOr(
            delivery.header(CloudEventHeaders.AMQP_PREFIX + "time", DeadLetter.UNKNOWN), now),
        delivery.header(CloudEventHeaders.AMQP_PREFIX + "source", DeadLetter.UNKNOWN),
        DeadLetter.fingerprint(queue, delivery.messageId(), deadAt));
  }

  /** Reads what the headers of a record on a dead-letter topic say. */
  private static DeadLetter read(TopicRecord found, Instant now) {
    String topic = DeadLetterTopic.diedOn(found.topic());
    return new DeadLetter(
        Broker.KAFKA,
        topic,
        DeadLetter.UNKNOWN,
        found.key(),
        found.id(),
        found.header(CloudEventHeaders.KAFKA_PREFIX + "type", DeadLetter.UNKNOWN),
        found.key(),
        found.traceparent(),
        reason(found.header(DeadLetterExchange.REASON, DeadLetter.UNKNOWN)),
        DeadLetterExchange.shortened(found.header(DeadLetterExchange.ERROR, null)),
        attempts(found.header(DeadLetterExchange.ATTEMPTS, DeadLetter.UNKNOWN)),
        found.body(),
        KeptHeaders.of(found.headers()),
        DeadLetter.instantOr(
            found.header(CloudEventHeaders.KAFKA_PREFIX + "time", DeadLetter.UNKNOWN), now),
        found.header(CloudEventHeaders.KAFKA_PREFIX + "source", DeadLetter.UNKNOWN),
        DeadLetter.fingerprint(
            topic, found.id(), found.header(DeadLetterExchange.DEAD_AT, DeadLetter.UNKNOWN)));
  }

  private static Map<?, ?> lastDeath(Map<String, Object> headers) {
    return headers.get("x-death") instanceof List<?> deaths
            && !deaths.isEmpty()
            && deaths.get(0) instanceof Map<?, ?> last
        ? last
        : Map.of();
  }

  private static String text(Map<?, ?> death, String member) {
    Object value = death.get(member);
    return value == null ? DeadLetter.UNKNOWN : value.toString();
  }

  /** Anyone may dead-letter to us, with headers of any length; AMQP has no longer names. */
  private static String cut(String name) {
    String cut = CodePoints.first(LONGEST_NAME, name);
    while (cut.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      cut = CodePoints.first(CodePoints.count(cut) - 1, cut);
    }
    return cut;
  }

  private static String reason(String reason) {
    return CodePoints.first(LONGEST_REASON, reason);
  }

  private static int attempts(String count) {
    try {
      return Integer.parseInt(count);
    } catch (NumberFormatException notSaid) {
      return 0;
    }
  }
}
