package io.lockstep.messaging;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How long the oldest message of the outbox has been waiting. */
@ApplicationScoped
public class OutboxBacklog {
  /** The age of the oldest message for RabbitMQ; zero where none waits. */
  public Uni<Duration> oldestForRabbit(Tx tx) {
    return oldest(tx, Broker.RABBITMQ);
  }

  /** The first row of each shard is its oldest, and the index finds it without a scan. */
  Uni<Duration> oldest(Tx tx, Broker broker) {
    String firstOfEach =
        IntStream.range(0, Outbox.SHARDS)
            .mapToObj(
                shard ->
                    "(SELECT created_at FROM outbox WHERE broker = ? AND shard = "
                        + shard
                        + " ORDER BY id LIMIT 1)")
            .collect(Collectors.joining(" UNION ALL "));
    return tx.first(
            "SELECT COALESCE(TIMESTAMPDIFF(MICROSECOND, MIN(first.created_at), UTC_TIMESTAMP(6)), 0)"
                + " AS age FROM ("
                + firstOfEach
                + ") first",
            row -> Duration.ofNanos(row.getLong("age") * 1000),
            Collections.nCopies(Outbox.SHARDS, broker.code()).toArray())
        .map(age -> age.orElse(Duration.ZERO));
  }
}
