package io.lockstep.messaging.consumer;

import io.lockstep.messaging.deadletters.MessageKey;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Remembers, in the transaction of the effect, which messages a consumer has applied: a duplicate
 * finds its id there and changes nothing. Ids are compared by their {@link MessageKey}.
 */
@ApplicationScoped
class Inbox {
  /**
   * Notes the messages and answers those that this consumer sees for the first time, each once, in
   * their order.
   */
  <E> Uni<List<Received<E>>> fresh(Tx tx, String consumer, List<Received<E>> messages) {
    Map<String, Received<E>> byId = new LinkedHashMap<>();
    messages.forEach(message -> byId.putIfAbsent(MessageKey.of(message.id()), message));
    String batch = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return tx.update(
            """
            INSERT IGNORE INTO inbox (consumer, message_id, batch, received_at)
            SELECT ?, j.message_id, ?, UTC_TIMESTAMP(6)
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                message_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
            """,
            consumer,
            batch,
            JsonRows.ofValues(byId.keySet()))
        .flatMap(
            inserted ->
                inserted == byId.size()
                    ? Uni.createFrom().item(List.copyOf(byId.values()))
                    : insertedNow(tx, consumer, batch, byId));
  }

  private static <E> Uni<List<Received<E>>> insertedNow(
      Tx tx, String consumer, String batch, Map<String, Received<E>> byId) {
    return tx.list(
            """
            SELECT i.message_id
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                message_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
              STRAIGHT_JOIN inbox i FORCE INDEX (PRIMARY)
                ON i.consumer = ? AND i.message_id = j.message_id
             WHERE i.batch = ?
            """,
            row -> row.getString("message_id"),
            JsonRows.ofValues(byId.keySet()),
            consumer,
            batch)
        .map(
            ids -> {
              Set<String> fresh = new HashSet<>(ids);
              return byId.entrySet().stream()
                  .filter(message -> fresh.contains(message.getKey()))
                  .map(Map.Entry::getValue)
                  .toList();
            });
  }
}
