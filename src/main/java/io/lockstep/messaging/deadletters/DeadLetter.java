package io.lockstep.messaging.deadletters;

import io.lockstep.messaging.brokers.Broker;
import io.lockstep.messaging.brokers.CloudEventHeaders;
import io.lockstep.messaging.brokers.Delivery;
import io.lockstep.messaging.brokers.KeptHeaders;
import io.lockstep.messaging.brokers.TopicRecord;
import io.lockstep.messaging.outbox.OutboxRow;
import io.lockstep.platform.Hashes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * A message that no consumer could apply, or that could not be published, and why.
 *
 * @param broker where it died, and where a replay puts it back
 * @param queue the queue or topic in which it died; {@link #OUTBOX} for what never left
 * @param exchange where it was published; for what never left also the topic it was meant for
 * @param reason {@code waiting}, {@code unpublishable}, {@code unstorable}, {@code failed}, {@code
 *     not-json}, {@code unknown-type}, {@code wrong-shape}, or what the broker says: {@code
 *     expired}, {@code rejected}, {@code delivery_limit}
 * @param error the failure's own words
 * @param attempts how often it was tried
 * @param headers those of its own, see {@link KeptHeaders}; null for none
 * @param source who has parsed it, as a CloudEvent names it; empty where it does not say
 * @param fingerprint the same for each delivery of the same death
 */
public record DeadLetter(
    Broker broker,
    String queue,
    String exchange,
    String routingKey,
    String messageId,
    String type,
    String subject,
    String traceparent,
    String reason,
    String error,
    int attempts,
    byte[] payload,
    String headers,
    Instant occurredAt,
    String source,
    String fingerprint) {
  /** Stands for the queue of what could not be published. */
  static final String OUTBOX = "outbox";

  static final String UNPUBLISHABLE = "unpublishable";

  /** Databases refuse packets of more than 16 MiB unless told otherwise. */
  static final int LARGEST_PAYLOAD = 8 << 20;

  static final String UNKNOWN = "";
  private static final String WAITING = "waiting";

  /** What says that the message itself could not be read. */
  private static final Set<String> UNREADABLE = Set.of("not-json", "unknown-type", "wrong-shape");

  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  /**
   * A message of our own that we cannot read is our defect, and stops what it was to bring about.
   */
  boolean isOwnUnreadable() {
    return source.equals(CloudEventHeaders.SOURCE) && UNREADABLE.contains(reason);
  }

  /** Says that it is dead: loudly if that is our own defect. */
  void log(Logger log, Throwable cause) {
    if (isOwnUnreadable()) {
      log.errorf("%s cannot read our own message %s (%s): %s", queue, messageId, reason, cause);
    } else {
      log.warnf("%s dead-letters %s (%s): %s", queue, messageId, reason, cause);
    }
  }

  /** What a message is parked as that nothing is wrong with: it waits behind another. */
  public static DeadLetter waiting(Delivery delivery, Instant now) {
    return of(delivery, WAITING, null, 0, now);
  }

  /** What a delivered message is parked as. */
  static DeadLetter of(
      Delivery delivery, String reason, Throwable error, int attempts, Instant now) {
    return new DeadLetter(
        Broker.RABBITMQ,
        delivery.queue(),
        delivery.exchange(),
        delivery.routingKey(),
        delivery.messageId(),
        delivery.type() == null ? UNKNOWN : delivery.type(),
        delivery.subject(),
        delivery.traceparent(),
        reason,
        error == null ? null : DeadLetterExchange.describe(error),
        attempts,
        delivery.body(),
        KeptHeaders.of(delivery.headers()),
        instantOr(delivery.header(CloudEventHeaders.AMQP_PREFIX + "time", UNKNOWN), now),
        delivery.header(CloudEventHeaders.AMQP_PREFIX + "source", UNKNOWN),
        fingerprint(delivery.queue(), delivery.messageId(), now.toString()));
  }

  /** What a record is parked as that nothing is wrong with: it waits behind another. */
  public static DeadLetter waiting(TopicRecord found, Instant now) {
    return of(found, WAITING, null, 0, now);
  }

  /** What a record is parked as. */
  static DeadLetter of(
      TopicRecord found, String reason, Throwable error, int attempts, Instant now) {
    return new DeadLetter(
        Broker.KAFKA,
        found.topic(),
        UNKNOWN,
        found.key(),
        found.id(),
        found.header(CloudEventHeaders.KAFKA_PREFIX + "type", UNKNOWN),
        found.key(),
        found.traceparent(),
        reason,
        error == null ? null : DeadLetterExchange.describe(error),
        attempts,
        found.body(),
        KeptHeaders.of(found.headers()),
        instantOr(found.header(CloudEventHeaders.KAFKA_PREFIX + "time", UNKNOWN), now),
        found.header(CloudEventHeaders.KAFKA_PREFIX + "source", UNKNOWN),
        fingerprint(found.topic(), found.id(), now.toString()));
  }

  /** What an outbox row is parked as that the broker can never take; the same each time. */
  static DeadLetter unpublishable(OutboxRow row, Broker broker, Throwable error) {
    return new DeadLetter(
        broker,
        OUTBOX,
        broker == Broker.KAFKA ? row.topic() : row.exchange(),
        row.routingKey(),
        row.messageId(),
        row.type(),
        row.subject(),
        row.traceparent(),
        UNPUBLISHABLE,
        DeadLetterExchange.describe(error),
        1,
        row.data(),
        row.keptHeaders(broker),
        row.occurredAt(),
        row.source() == null ? CloudEventHeaders.SOURCE : row.source(),
        fingerprint(OUTBOX + broker.code(), row.messageId(), Long.toString(row.id())));
  }

  /**
   * What is left of a dead letter that the table refuses: enough to see it, and to look for the
   * rest.
   */
  DeadLetter bare(Throwable error) {
    return new DeadLetter(
        broker,
        queue,
        UNKNOWN,
        UNKNOWN,
        messageId,
        UNKNOWN,
        UNKNOWN,
        null,
        "unstorable",
        DeadLetterExchange.describe(error),
        attempts,
        kept(),
        null,
        Instant.EPOCH,
        source,
        fingerprint);
  }

  /** As much of the payload as the table takes. */
  byte[] kept() {
    return payload.length <= LARGEST_PAYLOAD ? payload : Arrays.copyOf(payload, LARGEST_PAYLOAD);
  }

  /** The failure's own words, and what is missing of the payload. */
  String trouble() {
    return payload.length <= LARGEST_PAYLOAD
        ? error
        : "only the first %d of %d bytes are kept; %s"
            .formatted(LARGEST_PAYLOAD, payload.length, error);
  }

  /** Which other letters look like the same mistake. */
  LetterGroup group() {
    return LetterGroup.of(queue, reason, type, error);
  }

  static Instant instantOr(String time, Instant now) {
    try {
      Instant parsed = Instant.parse(time);
      return parsed.isBefore(EARLIEST) || parsed.isAfter(LATEST) ? now : parsed;
    } catch (DateTimeParseException notSaid) {
      return now;
    }
  }

  static String fingerprint(String queue, String messageId, String deadAt) {
    return Hashes.sha256(
        String.join("\n", queue, messageId, deadAt).getBytes(StandardCharsets.UTF_8));
  }
}
