package io.lockstep.messaging.backlog;

import io.lockstep.messaging.brokers.Broker;
import io.lockstep.messaging.outbox.OutboxBacklog;
import io.lockstep.sql.Tx;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Counts the messages of the outbox and the dead letters. */
@ApplicationScoped
public class MessageFigures {
  /** After a long outage there may be millions, which nobody has to know exactly. */
  private static final int COUNTED = 100_000;

  private static final String WAITING =
      """
      SELECT waits_for, COUNT(*) AS messages FROM (
        SELECT waits_for FROM outbox FORCE INDEX (by_id) ORDER BY id LIMIT %d) oldest
       GROUP BY waits_for
      """
          .formatted(COUNTED);

  private static final String DEAD =
      """
      SELECT reason, COUNT(*) AS letters FROM dead_letters FORCE INDEX (by_state)
       WHERE state = 'D' GROUP BY reason ORDER BY reason
      """;

  private static final String DEAD_IN =
      """
      (SELECT queue, broker, COUNT(*) AS letters FROM (
         SELECT queue, broker FROM dead_letters FORCE INDEX (dead_by_queue)
          WHERE state = 'D' AND queue = ? LIMIT 10000) d
        GROUP BY queue, broker)""";

  private final OutboxBacklog backlog;

  MessageFigures(OutboxBacklog backlog) {
    this.backlog = backlog;
  }

  /** What waits for each broker. */
  public Uni<Outbox> outbox(Tx tx) {
    return tx.list(WAITING, row -> Map.entry(row.getString("waits_for"), row.getLong("messages")))
        .flatMap(
            counts ->
                waiting(tx, Broker.RABBITMQ, counts)
                    .flatMap(
                        rabbitmq ->
                            waiting(tx, Broker.KAFKA, counts)
                                .map(kafka -> new Outbox(rabbitmq, kafka))));
  }

  private Uni<Waiting> waiting(Tx tx, Broker broker, List<Map.Entry<String, Long>> counts) {
    Set<String> codes = Set.of(broker.code(), Broker.code(Set.of(Broker.values())));
    long waiting =
        counts.stream()
            .filter(count -> codes.contains(count.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return backlog.oldest(tx, broker).map(age -> new Waiting(waiting, age.toSeconds()));
  }

  /** What is dead; letters that only wait behind a dead one are not counted. */
  public Uni<Dead> deadLetters(Tx tx) {
    return tx.list(DEAD, row -> Map.entry(row.getString("reason"), row.getLong("letters")))
        .map(
            counts -> {
              Map<String, Long> byReason = new LinkedHashMap<>();
              counts.forEach(count -> byReason.put(count.getKey(), count.getValue()));
              return new Dead(
                  byReason.values().stream().mapToLong(Long::longValue).sum(), byReason);
            });
  }

  /**
   * How many are dead in these queues, at most 10,000 of each; those of the queue {@code outbox},
   * which could not be published, by their broker.
   */
  public Uni<List<DeadIn>> deadIn(Tx tx, List<String> queues) {
    String each = queues.stream().map(queue -> DEAD_IN).collect(Collectors.joining(" UNION ALL "));
    return tx.list(each, DeadIn::of, queues.toArray());
  }

  /**
   * The dead letters of one queue.
   *
   * @param onKafka whether they were to go to Kafka, or came from there; else it is RabbitMQ
   */
  public record DeadIn(String queue, boolean onKafka, long count) {
    private static DeadIn of(Row row) {
      boolean onKafka = row.getString("broker").equals(Broker.KAFKA.code());
      return new DeadIn(row.getString("queue"), onKafka, row.getLong("letters"));
    }
  }

  /** What waits in the outbox. */
  @RegisterForReflection
  @Schema(name = "OutboxFigures")
  public record Outbox(Waiting rabbitmq, Waiting kafka) {}

  /**
   * What waits for one broker.
   *
   * @param waiting how many messages of the oldest 100,000 of the outbox
   * @param oldestSeconds the age of the oldest; 0 where none waits
   */
  @RegisterForReflection
  @Schema(name = "WaitingMessages")
  public record Waiting(long waiting, long oldestSeconds) {}

  /** The dead letters. */
  @RegisterForReflection
  @Schema(name = "DeadLetterFigures")
  public record Dead(long count, Map<String, Long> byReason) {}
}
