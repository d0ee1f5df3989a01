package io.lockstep.messaging.outbox;

import io.lockstep.messaging.brokers.Broker;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How long the oldest message of the outbox has been waiting. */
@ApplicationScoped
public class OutboxBacklog {
  /** The age of the oldest message for RabbitMQ; zero where none waits. */
  public Uni<Duration> oldestForRabbit(Tx tx) {
    return oldest(tx, Broker.RABBITMQ);
  }

  /** The first row of each shard is its oldest, and the key finds it without a scan. */
  public Uni<Duration> oldest(Tx tx, Broker broker) {
    String firstOfEach =
        Stream.of(Broker.code(Set.of(broker)), Broker.code(Set.of(Broker.values())))
            .flatMap(
                waits -> IntStream.range(0, Outbox.SHARDS).mapToObj(shard -> first(waits, shard)))
            .collect(Collectors.joining(" UNION ALL "));
    return tx.first(
            "SELECT COALESCE(TIMESTAMPDIFF(MICROSECOND, MIN(first.created_at), UTC_TIMESTAMP(6)), 0)"
                + " AS age FROM ("
                + firstOfEach
                + ") first",
            row -> Duration.ofNanos(row.getLong("age") * 1000))
        .map(age -> age.orElse(Duration.ZERO));
  }

  private static String first(String waitsFor, int shard) {
    return "(SELECT created_at FROM outbox WHERE waits_for = '%s' AND shard = %d ORDER BY id LIMIT 1)"
        .formatted(waitsFor, shard);
  }
}
