package io.lockstep.messaging.consumer;

import io.lockstep.messaging.deadletters.MessageKey;
import io.lockstep.messaging.deadletters.Parkable;
import io.lockstep.messaging.deadletters.ParkedOrder;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Remembers, in the transaction of the effect, which messages a consumer has applied: a duplicate
 * finds its id there and changes nothing. Ids are compared by their {@link MessageKey}.
 *
 * <p>Messages are noted by the statement that looks whether something of their subject is parked.
 * Where all of them are new and nothing is, that is all; else they are told apart, which takes some
 * statements more.
 */
@ApplicationScoped
class Inbox {
  private static final String NOTE =
      "INSERT IGNORE INTO inbox (consumer, message_id, batch, received_at)";
  private static final String NOTE_ONE =
      NOTE + " SELECT ?, ?, ?, UTC_TIMESTAMP(6) FROM DUAL WHERE " + ParkedOrder.NOTHING_PARKED;
  private static final String NOTE_MANY =
      NOTE
          + " SELECT ?, j.message_id, ?, UTC_TIMESTAMP(6)"
          + " FROM JSON_TABLE(?, '$[*]' COLUMNS ("
          + "message_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin PATH '$[0]',"
          + " subject VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin PATH '$[1]')) j"
          + ParkedOrder.WITH_PARKED
          + " WHERE "
          + ParkedOrder.UNPARKED;

  private static final Table<String> INBOX =
      Table.of("inbox", Column.sql("consumer", "?"), Column.text("message_id", 255, id -> id));
  private static final TableRows<String> NOTED =
      INBOX.rows(id -> id, Column.sql("batch", "?"), Column.sql("received_at", "UTC_TIMESTAMP(6)"));

  private final ParkedOrder order;

  Inbox(ParkedOrder order) {
    this.order = order;
  }

  /**
   * Applies what may be applied now of messages, each once and in order, and parks what is behind a
   * parked one.
   *
   * @param queue where they came from, as dead letters have it
   * @param received what each of them says
   */
  <M extends Parkable, E> Uni<Void> apply(
      Tx tx,
      String consumer,
      String queue,
      List<M> messages,
      Function<M, Received<E>> received,
      BiFunction<Tx, List<Received<E>>, Uni<Void>> apply) {
    Function<List<M>, List<Received<E>>> all = some -> some.stream().map(received).toList();
    return noteAll(tx, consumer, queue, messages)
        .flatMap(
            plain ->
                plain
                    ? apply.apply(tx, all.apply(messages))
                    : order.apply(
                        tx,
                        queue,
                        messages,
                        now -> applyFresh(tx, consumer, all.apply(now), apply)));
  }

  /** Notes all of them, or none: false where one is known already, or behind a parked one. */
  private static Uni<Boolean> noteAll(
      Tx tx, String consumer, String queue, List<? extends Parkable> messages) {
    SortedMap<String, String> subjects = new TreeMap<>();
    for (Parkable message : messages) {
      subjects.put(
          MessageKey.of(message.messageId()),
          message.subject().isEmpty() ? null : MessageKey.of(message.subject()));
    }
    if (subjects.size() < messages.size()) {
      return Uni.createFrom().item(false);
    }
    String batch = newBatch();
    return note(tx, consumer, batch, queue, subjects)
        .flatMap(
            noted ->
                noted == messages.size()
                    ? Uni.createFrom().item(true)
                    : forget(tx, consumer, batch, subjects.keySet()).replaceWith(false));
  }

  private static Uni<Integer> note(
      Tx tx, String consumer, String batch, String queue, SortedMap<String, String> subjects) {
    if (subjects.size() == 1) {
      String id = subjects.firstKey();
      return tx.update(NOTE_ONE, consumer, id, batch, queue, subjects.get(id));
    }
    JsonArray rows = new JsonArray();
    subjects.forEach((id, subject) -> rows.add(new JsonArray().add(id).add(subject)));
    return tx.update(NOTE_MANY, consumer, batch, rows.encode(), queue);
  }

  private static Uni<Integer> forget(Tx tx, String consumer, String batch, Collection<String> ids) {
    return INBOX
        .read(tx, "message_id, batch", ids, Noted::of, consumer)
        .map(
            found ->
                found.stream()
                    .filter(noted -> noted.batch().equals(batch))
                    .map(Noted::messageId)
                    .toList())
        .flatMap(ours -> INBOX.delete(tx, ours, consumer));
  }

  private static String newBatch() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong());
  }

  private static <E> Uni<Void> applyFresh(
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
  private static <E> Uni<List<Received<E>>> fresh(
      Tx tx, String consumer, List<Received<E>> messages) {
    Map<String, Received<E>> byId = new LinkedHashMap<>();
    messages.forEach(message -> byId.putIfAbsent(MessageKey.of(message.id()), message));
    String batch = newBatch();
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
