package io.lockstep.messaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * Applies the records of one Kafka topic in their order, a batch in one transaction.
 *
 * <p>One batch is under way at a time, and its offsets are committed only after its transaction and
 * after its dead letters are confirmed. A batch that fails is tried again record by record with a
 * growing delay, so that one bad record alone is dead-lettered and those behind it wait for it; one
 * that cannot be read is dead-lettered at once. While the database or Kafka is away the batch
 * waits, and nothing is dead-lettered for it.
 *
 * <p>A record may be applied again after a crash or a rebalance, so the work must converge:
 * applying a key's records again, in their order, gives the same state.
 *
 * @param <E> what the topic carries
 */
public final class TopicConsumer<E> {
  private static final Logger LOG = Logger.getLogger(TopicConsumer.class);

  private final String name;
  private final String typeMember;
  private final EventTypes<E> types;
  private final BiFunction<Tx, List<E>, Uni<Void>> apply;
  private final Factory parts;

  private TopicConsumer(
      String name,
      String typeMember,
      EventTypes<E> types,
      BiFunction<Tx, List<E>, Uni<Void>> apply,
      Factory parts) {
    this.name = name;
    this.typeMember = typeMember;
    this.types = types;
    this.apply = apply;
    this.parts = parts;
  }

  /** Applies a batch and then acknowledges it; completes when the next one may come. */
  public Uni<Void> accept(KafkaRecordBatch<String, byte[]> batch) {
    List<TopicRecord> records = new ArrayList<>();
    for (KafkaRecord<String, byte[]> message : batch.getRecords()) {
      records.add(TopicRecord.of(message));
    }
    return applyTogether(records).chain(() -> Uni.createFrom().completionStage(batch.ack()));
  }

  private Uni<Void> applyTogether(List<TopicRecord> records) {
    List<E> events = new ArrayList<>(records.size());
    for (TopicRecord found : records) {
      try {
        events.add(read(found));
      } catch (PoisonMessage poison) {
        return applyOneByOne(records);
      }
    }
    return transaction(events).onFailure().recoverWithUni(() -> applyOneByOne(records));
  }

  private Uni<Void> applyOneByOne(List<TopicRecord> records) {
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (TopicRecord found : records) {
      chain = chain.chain(() -> applyOne(found));
    }
    return chain;
  }

  private Uni<Void> applyOne(TopicRecord found) {
    try {
      E event = read(found);
      return attempt(found, event, 1)
          .onFailure()
          .recoverWithUni(error -> bury(found, "failed", error, parts.config.attempts()));
    } catch (PoisonMessage poison) {
      return bury(found, poison.reason(), poison, 1);
    }
  }

  private Uni<Void> attempt(TopicRecord found, E event, int number) {
    return transaction(List.of(event))
        .onFailure()
        .recoverWithUni(error -> again(found, event, number, error));
  }

  private Uni<Void> again(TopicRecord found, E event, int number, Throwable error) {
    if (MessageConsumer.isTransient(error)) {
      return MessageConsumer.pause(parts.config.longestRetryDelay())
          .chain(() -> attempt(found, event, number));
    }
    LOG.warnf(error, "%s failed on %s, attempt %d", name, found.id(), number);
    return number >= parts.config.attempts()
        ? Uni.createFrom().failure(error)
        : MessageConsumer.pause(parts.config.retryDelay().multipliedBy(1L << (number - 1)))
            .chain(() -> attempt(found, event, number + 1));
  }

  private Uni<Void> transaction(List<E> events) {
    return parts.transactions.run(name, tx -> apply.apply(tx, events));
  }

  private E read(TopicRecord found) {
    return types.readTyped(typeMember, found.body(), parts.json);
  }

  /**
   * A dead letter that Kafka does not confirm now is offered again: the record must not be lost.
   */
  private Uni<Void> bury(TopicRecord found, String reason, Throwable error, int attempts) {
    return parts
        .deadLetters
        .bury(found, reason, error, attempts)
        .onFailure()
        .retry()
        .withBackOff(parts.config.retryDelay(), parts.config.longestRetryDelay())
        .indefinitely();
  }

  /** Makes the consumers of the modules. */
  @ApplicationScoped
  public static class Factory {
    private final Transactions transactions;
    private final DeadLetterTopic deadLetters;
    private final MessagingConfig config;
    private final ObjectMapper json;

    Factory(
        Transactions transactions,
        DeadLetterTopic deadLetters,
        MessagingConfig config,
        ObjectMapper json) {
      this.transactions = transactions;
      this.deadLetters = deadLetters;
      this.config = config;
      this.json = json;
    }

    /**
     * A consumer of one topic.
     *
     * @param name the name in logs and metrics
     * @param typeMember the member of each record's value that names its type
     * @param apply applies records in their order in the given transaction
     */
    public <E> TopicConsumer<E> consumer(
        String name,
        String typeMember,
        EventTypes<E> types,
        BiFunction<Tx, List<E>, Uni<Void>> apply) {
      return new TopicConsumer<>(name, typeMember, types, apply, this);
    }
  }
}
