package io.lockstep.messaging.outbox;

import io.lockstep.messaging.brokers.Broker;
import io.lockstep.messaging.brokers.CloudEventHeaders;
import io.lockstep.messaging.brokers.KeptHeaders;
import io.lockstep.platform.Time;
import io.lockstep.sql.tables.Select;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A message that waits to be published.
 *
 * @param waitsFor the brokers that have not confirmed it yet
 * @param exchange where it goes in RabbitMQ; null for nowhere
 * @param topic where it goes in Kafka; null for nowhere
 * @param dataschema where the schema of its data is; null where it can be anything
 * @param source who has said it first, for a dead letter that is put back (empty where nobody
 *     knows); null for this service
 * @param headers those of its own, of a dead letter that is put back, see {@link KeptHeaders}; null
 *     for none
 */
public record OutboxRow(
    long id,
    Set<Broker> waitsFor,
    int shard,
    String exchange,
    String topic,
    String routingKey,
    String messageId,
    String type,
    String dataschema,
    String subject,
    String traceparent,
    String source,
    String headers,
    byte[] data,
    Instant occurredAt) {

  static final String COLUMNS =
      "id, waits_for, shard, exchange, topic, routing_key, message_id, type, dataschema, subject,"
          + " traceparent, source, headers, data, occurred_at";

  /** The first rows of these shards in each of these states. */
  static Select first(List<String> states, List<Integer> shards, int limit) {
    String range =
        "SELECT " + COLUMNS + " FROM outbox WHERE waits_for = ? AND shard = ? ORDER BY id LIMIT ";
    return Select.all(
        states.stream()
            .flatMap(state -> shards.stream().map(shard -> Select.of(range + limit, state, shard)))
            .toList());
  }

  static OutboxRow of(Row row) {
    return new OutboxRow(
        row.getLong("id"),
        Broker.named(row.getString("waits_for")),
        row.getInteger("shard"),
        row.getString("exchange"),
        row.getString("topic"),
        row.getString("routing_key"),
        row.getString("message_id"),
        row.getString("type"),
        row.getString("dataschema"),
        row.getString("subject"),
        row.getString("traceparent"),
        row.getString("source"),
        row.getString("headers"),
        ((Buffer) row.getDelegate().getBuffer("data")).getBytes(),
        Time.fromColumn(row.getLocalDateTime("occurred_at")));
  }

  /** What keeps its order at a broker: the messages of one subject in one destination. */
  String stream(Broker broker) {
    return (broker == Broker.KAFKA ? topic : exchange) + '/' + subject;
  }

  /** The headers that it keeps if it is parked: those of its own, and what its schema is. */
  public String keptHeaders(Broker broker) {
    String prefix =
        broker == Broker.KAFKA ? CloudEventHeaders.KAFKA_PREFIX : CloudEventHeaders.AMQP_PREFIX;
    return dataschema == null
        ? headers
        : KeptHeaders.with(headers, prefix + CloudEventHeaders.DATASCHEMA, dataschema);
  }

  /**
   * The attributes of the CloudEvent.
   *
   * @param prefix of the broker's binding, see {@link CloudEventHeaders}
   */
  Map<String, String> cloudEvent(String prefix) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(prefix + "specversion", "1.0");
    headers.put(prefix + "id", messageId);
    headers.put(prefix + "type", type);
    if (source == null) {
      headers.put(prefix + "source", CloudEventHeaders.SOURCE);
    } else if (!source.isEmpty()) {
      headers.put(prefix + "source", source);
    }
    if (!subject.equals(messageId)) { // else it has none of its own
      headers.put(prefix + "subject", subject);
    }
    headers.put(prefix + "time", occurredAt.toString());
    headers.put(prefix + "datacontenttype", CloudEventHeaders.CONTENT_TYPE);
    if (dataschema != null) {
      headers.put(prefix + CloudEventHeaders.DATASCHEMA, dataschema);
    }
    if (traceparent != null) {
      headers.put(prefix + CloudEventHeaders.TRACEPARENT, traceparent);
      headers.put(CloudEventHeaders.TRACEPARENT, traceparent);
    }
    return headers;
  }
}
