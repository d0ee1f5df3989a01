package io.lockstep.messaging.outbox;

import io.lockstep.messaging.brokers.Broker;
import io.lockstep.messaging.brokers.Destination;
import io.lockstep.platform.Time;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.ValueRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The transactional outbox: a message is a row of the transaction that changes the state it speaks
 * of, so either both are there or neither is. {@link OutboxRelay} publishes the rows, at least
 * once, in their order for each subject.
 *
 * <p>The order of a subject is that of the row ids, so append only after the aggregate's own row is
 * locked or inserted.
 *
 * @see <a href="https://microservices.io/patterns/data/transactional-outbox.html">Transactional
 *     outbox</a>
 */
@ApplicationScoped
public class Outbox {
  public static final int SHARDS = 8;

  private static final String INSERT =
      "INSERT INTO outbox (waits_for, shard, exchange, topic, routing_key, message_id, type, dataschema,"
          + " subject, traceparent, data, occurred_at, created_at)";
  private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6))";

  private final RelaySignal signal;

  Outbox(RelaySignal signal) {
    this.signal = signal;
  }

  /** Appends messages, in this order, to the transaction. */
  public Uni<Void> append(Tx tx, List<OutgoingMessage> messages) {
    if (messages.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Set<Integer> shards =
        messages.stream().map(message -> shardOf(message.subject())).collect(Collectors.toSet());
    tx.afterCommit(() -> signal.rowsAppended(shards));
    return insert(messages, portion -> tx.update(portion.sql(), portion.arguments()));
  }

  /**
   * Appends messages to the transaction of a Hibernate session.
   *
   * @return completes when they are inserted; call {@link #committed} after the commit
   */
  public Uni<Void> append(Mutiny.Session session, List<OutgoingMessage> messages) {
    return insert(messages, portion -> execute(session, portion));
  }

  private static Uni<Integer> execute(Mutiny.Session session, ValueRows.Portion portion) {
    var query = session.createNativeQuery(portion.sql());
    for (int i = 0; i < portion.arguments().length; i++) {
      query.setParameter(i + 1, portion.arguments()[i]);
    }
    return query.executeUpdate();
  }

  private static Uni<Void> insert(
      List<OutgoingMessage> messages, Function<ValueRows.Portion, Uni<Integer>> execute) {
    Uni<Void> all = Uni.createFrom().voidItem();
    List<Object[]> rows = messages.stream().map(Outbox::row).toList();
    for (ValueRows.Portion portion : ValueRows.portions(INSERT, ROW, rows)) {
      all = all.chain(() -> execute.apply(portion)).replaceWithVoid();
    }
    return all;
  }

  /** Says that a session which appended messages has committed, so that they leave at once. */
  public void committed() {
    signal.rowsAppended();
  }

  private static Object[] row(OutgoingMessage message) {
    Destination to = message.destination();
    return new Object[] {
      Broker.code(to.brokers()),
      shardOf(message.subject()),
      to.exchange(),
      to.topic(),
      message.type(),
      message.id(),
      message.type(),
      message.dataschema(),
      message.subject(),
      message.traceparent(),
      message.data(),
      Time.toColumn(message.time())
    };
  }

  /** All messages of one subject are in one shard, so one instance at a time publishes them. */
  static int shardOf(String subject) {
    CRC32 crc = new CRC32();
    crc.update(subject.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % SHARDS);
  }
}
