package io.lockstep.messaging.consumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.messaging.MessagingConfig;
import io.lockstep.messaging.brokers.TopicRecord;
import io.lockstep.messaging.deadletters.DeadLetter;
import io.lockstep.messaging.deadletters.DeadLetterTopic;
import io.lockstep.messaging.deadletters.Parkable;
import io.lockstep.messaging.deadletters.ParkedOrder;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Applies the records of a Kafka topic in their order, each exactly once, a batch in one
 * transaction.
 *
 * <p>One batch is under way at a time, and its offsets are committed only after its transaction and
 * after its dead letters are confirmed. A batch that fails is tried again record by record with a
 * growing delay, so that one bad record alone is dead-lettered and those behind it wait for it; one
 * that cannot be read is dead-lettered at once. Later records of the same key then wait behind it
 * among the dead letters, those of other keys go on. While the database or Kafka is away the batch
 * waits, and nothing is dead-lettered for it.
 *
 * @param <E> what the topic carries
 */
public final class TopicConsumer<E> {
  private static final Logger LOG = Logger.getLogger(TopicConsumer.class);

  private final String group;
  private final EventTypes<E> types;
  private final String typeMember;
  private final BiFunction<Tx, List<Received<E>>, Uni<Void>> apply;
  private final Factory parts;
  private final Retries retries;

  private TopicConsumer(
      String group,
      EventTypes<E> types,
      String typeMember,
      BiFunction<Tx, List<Received<E>>, Uni<Void>> apply,
      Factory parts) {
    this.group = group;
    this.types = types;
    this.typeMember = typeMember;
    this.apply = apply;
    this.parts = parts;
    this.retries = Retries.of(group, parts.config);
  }

  /** Completes when the whole batch is applied or safe among the dead letters, and committed. */
  public Uni<Void> accept(KafkaRecordBatch<String, byte[]> batch) {
    List<Supplier<Uni<Void>>> inOrder = new ArrayList<>();
    List<Readable<E>> run = new ArrayList<>();
    for (KafkaRecord<String, byte[]> message : batch.getRecords()) {
      TopicRecord found = TopicRecord.of(message);
      try {
        E event = types.readTyped(typeMember, found.body(), parts.json);
        run.add(new Readable<>(found, new Received<>(found.id(), found.traceparent(), event)));
      } catch (RuntimeException unreadable) {
        List<Readable<E>> before = List.copyOf(run);
        run.clear();
        inOrder.add(() -> applyAll(before));
        inOrder.add(() -> deadLetter(found, PoisonMessage.reasonOf(unreadable), unreadable, 1));
      }
    }
    inOrder.add(() -> applyAll(run));
    return ParkedOrder.inOrder(inOrder, Supplier::get)
        .chain(() -> Uni.createFrom().completionStage(batch.ack()));
  }

  private Uni<Void> applyAll(List<Readable<E>> records) {
    return records.isEmpty()
        ? Uni.createFrom().voidItem()
        : applyTogether(records).onFailure().recoverWithUni(error -> applyLater(records, error));
  }

  private Uni<Void> applyLater(List<Readable<E>> records, Throwable error) {
    LOG.warnf("%s did not apply a batch: %s", group, error.getMessage());
    return SqlErrors.isTransient(error)
        ? retries
            .whileTransient(() -> applyTogether(records))
            .onFailure()
            .recoverWithUni(() -> applyOneByOne(records))
        : applyOneByOne(records);
  }

  private Uni<Void> applyOneByOne(List<Readable<E>> records) {
    return ParkedOrder.inOrder(records, this::applyAlone);
  }

  private Uni<Void> applyTogether(List<Readable<E>> records) {
    String topic = records.get(0).source().topic();
    return parts.transactions.run(
        group, tx -> parts.inbox.apply(tx, group, topic, records, Readable::message, apply));
  }

  private Uni<Void> applyAlone(Readable<E> found) {
    return retries
        .run(found.source().id(), () -> applyTogether(List.of(found)))
        .onFailure()
        .recoverWithUni(error -> deadLetter(found.source(), "failed", error, retries.attempts()));
  }

  /** A dead letter that Kafka does not take is offered until it does. */
  private Uni<Void> deadLetter(TopicRecord source, String reason, Throwable error, int attempts) {
    return parts
        .deadLetters
        .deadLetter(source, reason, error, attempts)
        .onFailure()
        .retry()
        .withBackOff(parts.config.retryDelay(), parts.config.longestRetryDelay())
        .indefinitely();
  }

  private record Readable<E>(TopicRecord source, Received<E> message) implements Parkable {
    @Override
    public String subject() {
      return source.key();
    }

    @Override
    public String messageId() {
      return source.id();
    }

    @Override
    public DeadLetter waiting(Instant now) {
      return DeadLetter.waiting(source, now);
    }
  }

  /** Makes the consumers of the modules. */
  @ApplicationScoped
  public static class Factory {
    private final Transactions transactions;
    private final Inbox inbox;
    private final DeadLetterTopic deadLetters;
    private final MessagingConfig config;
    private final ObjectMapper json;

    Factory(
        Transactions transactions,
        Inbox inbox,
        DeadLetterTopic deadLetters,
        MessagingConfig config,
        ObjectMapper json) {
      this.transactions = transactions;
      this.inbox = inbox;
      this.deadLetters = deadLetters;
      this.config = config;
      this.json = json;
    }

    /**
     * A consumer of one topic whose records name their type themselves.
     *
     * @param group the consumer group, which is also the consumer's name in the inbox
     * @param types what the topic may carry
     * @param typeMember the member of the body that names the type
     * @param apply applies records that are seen for the first time, in their order, in the given
     *     transaction
     */
    public <E> TopicConsumer<E> consumer(
        String group,
        EventTypes<E> types,
        String typeMember,
        BiFunction<Tx, List<Received<E>>, Uni<Void>> apply) {
      return new TopicConsumer<>(group, types, typeMember, apply, this);
    }
  }
}
