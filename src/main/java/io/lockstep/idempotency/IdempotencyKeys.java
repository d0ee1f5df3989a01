package io.lockstep.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** The rows of idempotency keys: claimed once, and the answer that a repeat gets. */
@ApplicationScoped
class IdempotencyKeys {
  private static final String REPLAYED = "Idempotent-Replayed";

  private static final Table<IdempotencyKey> KEYS =
      Table.of(
          "idempotency_keys",
          Column.of(
              "caller",
              "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
              IdempotencyKey::caller),
          Column.of(
              "idem_key",
              "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
              IdempotencyKey::value));
  private static final TableRows<IdempotencyKey> CLAIMED =
      KEYS.rows(
          key -> key,
          Column.chars("fingerprint", 64, IdempotencyKey::fingerprint),
          Column.sql("claim", "?"),
          Column.sql("created_at", "UTC_TIMESTAMP(6)"));

  private final TableRows<KeyedAnswer> answered =
      KEYS.rows(
          KeyedAnswer::key,
          Column.number("status", keyed -> keyed.answer().status()),
          Column.of("headers", "TEXT", keyed -> write(keyed.answer().headers())),
          Column.of("body", "LONGTEXT", keyed -> writeNullable(keyed.answer().body())),
          Column.<KeyedAnswer>number("running_until", keyed -> keyed.openFor().toNanos() / 1000)
              .as("UTC_TIMESTAMP(6) + INTERVAL j.running_until MICROSECOND"));

  private final ObjectMapper json;

  IdempotencyKeys(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Claims the keys of several requests, in the transaction of their effects. A key that occurs
   * twice among them counts once.
   *
   * @param keys the key of each request, empty where it has none
   * @return for each request the answer it gets instead of being carried out: the stored one of an
   *     earlier request under its key, or a refusal; empty where it has to be carried out
   */
  Uni<List<Optional<Answer>>> claim(Tx tx, List<Optional<IdempotencyKey>> keys) {
    // Ascending, so that transactions that claim the same keys wait for each other in one order.
    SortedMap<IdempotencyKey.Name, IdempotencyKey> firsts = new TreeMap<>();
    List<Optional<Answer>> refused = new ArrayList<>(keys.size());
    for (Optional<IdempotencyKey> key : keys) {
      refused.add(
          key.flatMap(
              one ->
                  Optional.ofNullable(firsts.putIfAbsent(one.name(), one))
                      .map(first -> Answer.refused(refusalOf(one, first.fingerprint())))));
    }
    return claimAll(tx, firsts.values()).map(earlier -> merge(keys, refused, earlier));
  }

  private static List<Optional<Answer>> merge(
      List<Optional<IdempotencyKey>> keys,
      List<Optional<Answer>> refused,
      Map<IdempotencyKey.Name, Answer> earlier) {
    return IntStream.range(0, keys.size())
        .mapToObj(
            i -> refused.get(i).or(() -> keys.get(i).map(IdempotencyKey::name).map(earlier::get)))
        .toList();
  }

  private static Problem refusalOf(IdempotencyKey duplicate, String fingerprintOfFirst) {
    return duplicate.fingerprint().equals(fingerprintOfFirst) ? inProgress() : reused();
  }

  /** The answers of those keys that are not new; one that is missing there is claimed now. */
  private Uni<Map<IdempotencyKey.Name, Answer>> claimAll(Tx tx, Collection<IdempotencyKey> keys) {
    if (keys.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    String claim = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return CLAIMED
        .insertIgnore(tx, keys, claim)
        .flatMap(
            inserted ->
                inserted == keys.size()
                    ? Uni.createFrom().item(Map.of())
                    : answersOfEarlier(tx, keys, claim));
  }

  /** Stores answers under keys that are claimed. */
  Uni<Void> store(Tx tx, List<KeyedAnswer> answers) {
    return answered.update(tx, answers).replaceWithVoid();
  }

  /** A claim whose instance died before it could answer. */
  Uni<Integer> dropAbandoned(Tx tx, IdempotencyKey key) {
    return tx.update(
        "DELETE FROM idempotency_keys"
            + " WHERE caller = ? AND idem_key = ? AND status IS NULL"
            + " AND running_until < UTC_TIMESTAMP(6)",
        key.caller(),
        key.value());
  }

  /** Until then a duplicate hears that the request is in progress. */
  Uni<Integer> runUntil(Tx tx, IdempotencyKey key, Duration longest) {
    return tx.update(
        "UPDATE idempotency_keys SET running_until = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"
            + " WHERE caller = ? AND idem_key = ?",
        longest.toNanos() / 1000,
        key.caller(),
        key.value());
  }

  Uni<Integer> forget(Tx tx, IdempotencyKey key) {
    return tx.update(
        "DELETE FROM idempotency_keys WHERE caller = ? AND idem_key = ?",
        key.caller(),
        key.value());
  }

  private Uni<Map<IdempotencyKey.Name, Answer>> answersOfEarlier(
      Tx tx, Collection<IdempotencyKey> keys, String claim) {
    Map<IdempotencyKey.Name, IdempotencyKey> asked = new HashMap<>();
    keys.forEach(key -> asked.put(key.name(), key));
    return KEYS.read(
            tx,
            "caller, idem_key, fingerprint, claim, status, headers, body,"
                + " COALESCE(running_until > UTC_TIMESTAMP(6), 0) AS running",
            keys,
            row -> row)
        .map(
            rows -> {
              Map<IdempotencyKey.Name, Answer> answers = new HashMap<>();
              for (Row row : rows) {
                IdempotencyKey.Name key =
                    new IdempotencyKey.Name(row.getString("caller"), row.getString("idem_key"));
                if (!row.getString("claim").equals(claim)) {
                  answers.put(key, answerTo(asked.get(key), row));
                }
              }
              return answers;
            });
  }

  private Answer answerTo(IdempotencyKey asked, Row stored) {
    if (!stored.getString("fingerprint").equals(asked.fingerprint())) {
      return Answer.refused(reused());
    }
    if (stored.getInteger("running") == 1 || stored.getInteger("status") == null) {
      return Answer.refused(inProgress());
    }
    return replay(stored);
  }

  private Answer replay(Row stored) {
    String body = stored.getString("body");
    return new Answer(
            stored.getInteger("status"),
            readHeaders(stored.getString("headers")),
            body == null ? null : new RawValue(body))
        .with(REPLAYED, "true");
  }

  private String writeNullable(Object value) {
    return value == null ? null : write(value);
  }

  private String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  private Map<String, String> readHeaders(String stored) {
    try {
      return json.readValue(stored, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException notReadable) {
      throw new IllegalStateException(notReadable);
    }
  }

  static Problem inProgress() {
    return Problem.of(
            ProblemType.REQUEST_IN_PROGRESS,
            "The first request with this Idempotency-Key is still running")
        .retryAfter(1);
  }

  private static Problem reused() {
    return Problem.of(
        ProblemType.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key was used for another request");
  }

  /**
   * An answer under its key.
   *
   * @param openFor how long the request may still run after the commit: until then a duplicate
   *     hears that it is in progress
   */
  record KeyedAnswer(IdempotencyKey key, Answer answer, Duration openFor) {
    static KeyedAnswer last(IdempotencyKey key, Answer answer) {
      return new KeyedAnswer(key, answer, Duration.ZERO);
    }
  }
}
