package io.lockstep.messaging.deadletters;

import io.lockstep.messaging.brokers.CloudEventHeaders;
import io.lockstep.messaging.brokers.TopicRecord;
import io.lockstep.messaging.brokers.Unpublishable;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Parks a record that cannot be applied among the {@link DeadLetters}, and tells whoever listens on
 * its topic's dead-letter topic, with what went wrong in the headers.
 */
@ApplicationScoped
public class DeadLetterTopic {
  private static final Logger LOG = Logger.getLogger(DeadLetterTopic.class);
  private static final String SUFFIX = "-dead-letters";

  private final MutinyEmitter<byte[]> emitter;
  private final DeadLetters deadLetters;
  private final Clock clock;

  DeadLetterTopic(
      @Channel("dead-records") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter,
      DeadLetters deadLetters,
      Clock clock) {
    this.emitter = emitter;
    this.deadLetters = deadLetters;
    this.clock = clock;
  }

  /**
   * Completes when the dead letter is in the table and Kafka has confirmed the news of it. News
   * that Kafka refuses for good, such as a record that is too large with it, is left: the dead
   * letter is safe.
   */
  public Uni<Void> deadLetter(TopicRecord found, String reason, Throwable error, int attempts) {
    DeadLetter deadLetter = DeadLetter.of(found, reason, error, attempts, clock.instant());
    deadLetter.log(LOG, error);
    return deadLetters
        .keep(deadLetter)
        .chain(() -> publish(found, metadata(found, reason, error, attempts)));
  }

  private Uni<Void> publish(TopicRecord found, OutgoingKafkaRecordMetadata<String> metadata) {
    return emitter
        .sendMessage(Message.of(found.body(), Metadata.of(metadata)))
        .onFailure(Unpublishable::isKafkaRefusal)
        .recoverWithUni(
            unpublished -> {
              LOG.warnf(
                  "the dead letter was kept and not published: %s: %s",
                  found.id(), unpublished.getMessage());
              return Uni.createFrom().voidItem();
            });
  }

  /** The topic whose letters come to this one: what a header says could be any. */
  static String diedOn(String deadLetterTopic) {
    return deadLetterTopic.endsWith(SUFFIX)
        ? deadLetterTopic.substring(0, deadLetterTopic.length() - SUFFIX.length())
        : deadLetterTopic;
  }

  private OutgoingKafkaRecordMetadata<String> metadata(
      TopicRecord found, String reason, Throwable error, int attempts) {
    Headers headers = new RecordHeaders(found.headers());
    put(headers, CloudEventHeaders.KAFKA_PREFIX + "id", found.id());
    put(headers, DeadLetterExchange.QUEUE, found.topic());
    put(headers, DeadLetterExchange.REASON, reason);
    put(headers, DeadLetterExchange.ERROR, DeadLetterExchange.describe(error));
    put(headers, DeadLetterExchange.ATTEMPTS, Integer.toString(attempts));
    put(headers, DeadLetterExchange.DEAD_AT, clock.instant().toString());
    put(headers, DeadLetterExchange.KEPT, "true");
    return OutgoingKafkaRecordMetadata.<String>builder()
        .withTopic(found.topic() + SUFFIX)
        .withKey(found.key())
        .withHeaders(headers)
        .build();
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
