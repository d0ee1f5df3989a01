package io.lockstep.messaging.consumer;

import io.lockstep.messaging.deadletters.MessageKey;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Remembers, in the transaction of the effect, which messages a consumer has applied: a duplicate
 * finds its id there and changes nothing. Ids are compared by their {@link MessageKey}.
 */
@ApplicationScoped
class Inbox {
  private static final Table<String> INBOX =
      Table.of("inbox", Column.sql("consumer", "?"), Column.text("message_id", 255, id -> id));
  private static final TableRows<String> NOTED =
      INBOX.rows(id -> id, Column.sql("batch", "?"), Column.sql("received_at", "UTC_TIMESTAMP(6)"));

  /** Applies those messages that this consumer sees for the first time. */
  <E> Uni<Void> applyFresh(
      Tx tx,
      String consumer,
      List<Received<E>> messages,
      BiFunction<Tx, List<Received<E>>, Uni<Void>> apply) {
    return fresh(tx, consumer, messages)
        .flatMap(fresh -> fresh.isEmpty() ? Uni.createFrom().voidItem() : apply.apply(tx, fresh));
  }

  /**
   * Notes the messages and answers those that this consumer sees for the first time, each once, in
   * their order.
   */
  private <E> Uni<List<Received<E>>> fresh(Tx tx, String consumer, List<Received<E>> messages) {
    Map<String, Received<E>> byId = new LinkedHashMap<>();
    messages.forEach(message -> byId.putIfAbsent(MessageKey.of(message.id()), message));
    String batch = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return NOTED
        .insertIgnore(tx, byId.keySet(), consumer, batch)
        .flatMap(
            inserted ->
                inserted == byId.size()
                    ? Uni.createFrom().item(List.copyOf(byId.values()))
                    : insertedNow(tx, consumer, batch, byId));
  }

  private static <E> Uni<List<Received<E>>> insertedNow(
      Tx tx, String consumer, String batch, Map<String, Received<E>> byId) {
    return INBOX
        .read(tx, "message_id, batch", byId.keySet(), Noted::of, consumer)
        .map(
            found -> {
              Set<String> fresh =
                  found.stream()
                      .filter(noted -> noted.batch().equals(batch))
                      .map(Noted::messageId)
                      .collect(Collectors.toSet());
              return byId.entrySet().stream()
                  .filter(message -> fresh.contains(message.getKey()))
                  .map(Map.Entry::getValue)
                  .toList();
            });
  }

  private record Noted(String messageId, String batch) {
    static Noted of(Row row) {
      return new Noted(row.getString("message_id"), row.getString("batch"));
    }
  }
}
