package io.lockstep.messaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * Applies the records of one Kafka topic in their order, each exactly once, a batch in one
 * transaction.
 *
 * <p>One batch is under way at a time, and its offsets are committed only after its transaction and
 * after its dead letters are confirmed. A batch that fails is tried again record by record with a
 * growing delay, so that one bad record alone is dead-lettered and those behind it wait for it; one
 * that cannot be read is dead-lettered at once. While the database or Kafka is away the batch
 * waits, and nothing is dead-lettered for it.
 *
 * @param <E> what the topic carries
 */
public final class TopicConsumer<E> {
  private static final Logger LOG = Logger.getLogger(TopicConsumer.class);

  private final String topic;
  private final String group;
  private final EventTypes<E> types;
  private final String typeMember;
  private final BiFunction<Tx, List<Received<E>>, Uni<Void>> apply;
  private final Factory parts;

  private TopicConsumer(Builder builder, Factory parts, EventTypes<E> types, 
      BiFunction<Tx, List<Received<E>>, Uni<Void>> apply) {
    this.topic = builder.topic;
    this.group = builder.group;
    this.typeMember = builder.typeMember;
    this.types = types;
    this.apply = apply;
    this.parts = parts;
  }
}
