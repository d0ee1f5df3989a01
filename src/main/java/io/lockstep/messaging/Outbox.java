package io.lockstep.messaging;

import io.lockstep.platform.Time;
import io.lockstep.sql.JsonRows;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
  static final int SHARDS = 8;

  private static final String INSERT =
      """
      INSERT INTO outbox (broker, shard, destination, routing_key, message_id, type, subject,
                          traceparent, data, occurred_at, created_at)
      SELECT j.broker, j.shard, j.destination, j.routing_key, j.message_id, j.type, j.subject,
             j.traceparent, j.data, j.occurred_at, UTC_TIMESTAMP(6)
        FROM JSON_TABLE(?, '$[*]' COLUMNS (
          broker CHAR(1) PATH '$.b',
          shard INT PATH '$.h',
          destination VARCHAR(128) PATH '$.x',
          routing_key VARCHAR(255) PATH '$.k',
          message_id VARCHAR(255) PATH '$.m',
          type VARCHAR(255) PATH '$.y',
          subject VARCHAR(255) PATH '$.s',
          traceparent VARCHAR(64) PATH '$.t',
          data LONGTEXT PATH '$.d',
          occurred_at DATETIME(6) PATH '$.o')) j
      """;

  private final RelaySignal signal;

  Outbox(RelaySignal signal) {
    this.signal = signal;
  }

  /** Appends messages, in this order, to the transaction. */
  public Uni<Void> append(Tx tx, List<OutgoingMessage> messages) {
    if (messages.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    tx.afterCommit(signal::rowsAppended);
    return tx.update(INSERT, rows(messages)).replaceWithVoid();
  }

  /**
   * Appends messages to the transaction of a Hibernate session.
   *
   * @return completes when they are inserted; call {@link #committed} after the commit
   */
  public Uni<Void> append(Mutiny.Session session, List<OutgoingMessage> messages) {
    return session
        .createNativeQuery(INSERT)
        .setParameter(1, rows(messages))
        .executeUpdate()
        .replaceWithVoid();
  }

  /** Says that a session which appended messages has committed, so that they leave at once. */
  public void committed() {
    signal.rowsAppended();
  }

  private static String rows(List<OutgoingMessage> messages) {
    List<JsonObject> rows = new ArrayList<>(messages.size() * 2);
    for (OutgoingMessage message : messages) {
      Destination to = message.destination();
      if (to.exchange() != null) {
        rows.add(row(message, Broker.RABBITMQ, to.exchange()));
      }
      if (to.topic() != null) {
        rows.add(row(message, Broker.KAFKA, to.topic()));
      }
    }
    return JsonRows.of(rows, row -> row);
  }

  private static JsonObject row(OutgoingMessage message, Broker broker, String destination) {
    return new JsonObject()
        .put("b", broker.code())
        .put("h", shardOf(message.subject()))
        .put("x", destination)
        .put("k", message.type())
        .put("m", message.id())
        .put("y", message.type())
        .put("s", message.subject())
        .put("t", message.traceparent())
        .put("d", message.data())
        .put("o", Time.toJsonColumn(message.time()));
  }

  /** All messages of one subject are in one shard, so one instance at a time publishes them. */
  static int shardOf(String subject) {
    CRC32 crc = new CRC32();
    crc.update(subject.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % SHARDS);
  }
}
