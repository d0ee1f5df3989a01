package io.lockstep.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Repeatable POSTs. The key is inserted first, in the transaction of the effect, and the answer is
 * stored there too: after a crash either both are there or neither is.
 *
 * <p>A duplicate that comes while the first is running on this instance is refused at once (409).
 * On another instance it waits for the first one's transaction, milliseconds, and then gets the
 * stored answer. An answer is kept for {@code lockstep.idempotency.retention}.
 */
@ApplicationScoped
public class Idempotency {
  private static final String REPLAYED = "Idempotent-Replayed";

  private static final Table<IdempotencyKey> KEYS =
      Table.of(
          "idempotency_keys",
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

  private final TableRows<Map.Entry<IdempotencyKey, Answer>> answered =
      KEYS.rows(
          Map.Entry::getKey,
          Column.number("status", entry -> entry.getValue().status()),
          Column.of("headers", "TEXT", entry -> write(entry.getValue().headers())),
          Column.of("body", "LONGTEXT", entry -> writeNullable(entry.getValue().body())),
          Column.sql("running_until", "UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"));

  private final Transactions transactions;
  private final ObjectMapper json;
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  Idempotency(Transactions transactions, ObjectMapper json) {
    this.transactions = transactions;
    this.json = json;
  }

  /**
   * The key of a request, if it has one.
   *
   * @throws Problem 400 if the key is empty or too long
   */
  public Optional<IdempotencyKey> keyOf(HttpServerRequest request, Object body) {
    return IdempotencyKey.of(request, body, json);
  }

  /**
   * Runs {@code work} in one transaction, once for each key.
   *
   * @return the answer of the work, the stored answer of an earlier run, or the refusal of a
   *     duplicate
   */
  public Uni<Answer> once(
      Optional<IdempotencyKey> key, TxOptions options, Function<Tx, Uni<Answer>> work) {
    return key.isEmpty()
        ? transactions.run(options, work)
        : guarded(
            key,
            () ->
                transactions
                    .run(options, tx -> claimThenRun(tx, key.get(), work))
                    .onFailure(SqlErrors::isLockWaitTimeout)
                    .recoverWithItem(() -> Answer.refused(inProgress())));
  }

  /**
   * Runs {@code work} that is not one transaction, once for each key: the key is claimed before and
   * the answer is stored after it. If the instance dies between, the key is free again after {@code
   * longest}, so the work must be harmless when repeated (a lease, a question).
   */
  public Uni<Answer> onceOutside(
      Optional<IdempotencyKey> key, Duration longest, Supplier<Uni<Answer>> work) {
    return key.isEmpty() ? work.get() : guarded(key, () -> claimRunStore(key.get(), longest, work));
  }

  /**
   * Refuses a duplicate of what runs on this instance right now, else runs {@code work}. For use
   * cases that commit in groups and call {@link #claim} and {@link #store} themselves.
   *
   * <p>The work behind a key is carried to its end, whatever becomes of its caller, and the key is
   * taken until that end: a caller who goes away and repeats the request hears that it is in
   * progress exactly as long as it is.
   */
  public Uni<Answer> guarded(Optional<IdempotencyKey> key, Supplier<Uni<Answer>> work) {
    return key.isEmpty() ? work.get() : Detached.run(() -> aloneUnder(key.get().value(), work));
  }

  private Uni<Answer> aloneUnder(String key, Supplier<Uni<Answer>> work) {
    return running.add(key)
        ? Uni.createFrom().deferred(work::get).onTermination().invoke(() -> running.remove(key))
        : Uni.createFrom().item(Answer.refused(inProgress()));
  }

  /**
   * Claims the keys of several requests, in the transaction of their effects. A key that occurs
   * twice among them counts once.
   *
   * @param keys the key of each request, empty where it has none
   * @return for each request the answer it gets instead of being carried out: the stored one of an
   *     earlier request under its key, or a refusal; empty where it has to be carried out
   */
  public Uni<List<Optional<Answer>>> claim(Tx tx, List<Optional<IdempotencyKey>> keys) {
    // Ascending, so that transactions that claim the same keys wait for each other in one order.
    SortedMap<String, IdempotencyKey> firsts = new TreeMap<>();
    List<Optional<Answer>> refused = new ArrayList<>(keys.size());
    for (Optional<IdempotencyKey> key : keys) {
      refused.add(
          key.flatMap(
              one ->
                  Optional.ofNullable(firsts.putIfAbsent(one.value(), one))
                      .map(first -> Answer.refused(refusalOf(one, first.fingerprint())))));
    }
    return claimAll(tx, firsts.values())
        .map(
            earlier -> {
              List<Optional<Answer>> answers = new ArrayList<>(keys.size());
              for (int i = 0; i < keys.size(); i++) {
                Optional<Answer> ofEarlier =
                    keys.get(i).map(IdempotencyKey::value).map(earlier::get);
                answers.add(refused.get(i).or(() -> ofEarlier));
              }
              return answers;
            });
  }

  private static Problem refusalOf(IdempotencyKey duplicate, String fingerprintOfFirst) {
    return duplicate.fingerprint().equals(fingerprintOfFirst) ? inProgress() : reused();
  }

  /** The answers of those keys that are not new; one that is missing there is claimed now. */
  private Uni<Map<String, Answer>> claimAll(Tx tx, Collection<IdempotencyKey> keys) {
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

  /** Stores answers under keys claimed in this transaction. */
  public Uni<Void> store(Tx tx, Map<IdempotencyKey, Answer> answers, Duration stillRunning) {
    return answered.update(tx, answers.entrySet(), stillRunning.toNanos() / 1000).replaceWithVoid();
  }

  /** The same for one request. */
  private Uni<Optional<Answer>> claim(Tx tx, IdempotencyKey key) {
    return claim(tx, List.of(Optional.of(key))).map(answers -> answers.get(0));
  }

  private Uni<Answer> claimThenRun(Tx tx, IdempotencyKey key, Function<Tx, Uni<Answer>> work) {
    return claim(tx, key)
        .flatMap(
            earlier ->
                earlier.isPresent()
                    ? Uni.createFrom().item(earlier.get())
                    : work.apply(tx).call(answer -> store(tx, Map.of(key, answer), Duration.ZERO)));
  }

  private Uni<Answer> claimRunStore(
      IdempotencyKey key, Duration longest, Supplier<Uni<Answer>> work) {
    return transactions
        .run("idempotency-claim", tx -> claimFor(tx, key, longest))
        .flatMap(
            earlier ->
                earlier.isPresent()
                    ? Uni.createFrom().item(earlier.get())
                    : work.get()
                        .call(answer -> finish(key, answer))
                        .onFailure()
                        .call(() -> forget(key)));
  }

  private Uni<Optional<Answer>> claimFor(Tx tx, IdempotencyKey key, Duration longest) {
    return dropAbandoned(tx, key)
        .chain(() -> claim(tx, key))
        .call(
            earlier ->
                earlier.isPresent() ? Uni.createFrom().voidItem() : runUntil(tx, key, longest));
  }

  /** A claim whose instance died before it could answer. */
  private Uni<Integer> dropAbandoned(Tx tx, IdempotencyKey key) {
    return tx.update(
        "DELETE FROM idempotency_keys"
            + " WHERE idem_key = ? AND status IS NULL AND running_until < UTC_TIMESTAMP(6)",
        key.value());
  }

  private Uni<Integer> runUntil(Tx tx, IdempotencyKey key, Duration longest) {
    return tx.update(
        "UPDATE idempotency_keys SET running_until = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"
            + " WHERE idem_key = ?",
        longest.toNanos() / 1000,
        key.value());
  }

  /** Stores the final answer of work that outlived its transaction. */
  public Uni<Void> finish(IdempotencyKey key, Answer answer) {
    return transactions.run(
        "idempotency-finish", tx -> store(tx, Map.of(key, answer), Duration.ZERO));
  }

  private Uni<Integer> forget(IdempotencyKey key) {
    return transactions.run(
        "idempotency-forget",
        tx -> tx.update("DELETE FROM idempotency_keys WHERE idem_key = ?", key.value()));
  }

  private Uni<Map<String, Answer>> answersOfEarlier(
      Tx tx, Collection<IdempotencyKey> keys, String claim) {
    Map<String, IdempotencyKey> asked = new HashMap<>();
    keys.forEach(key -> asked.put(key.value(), key));
    return KEYS.read(
            tx,
            "idem_key, fingerprint, claim, status, headers, body,"
                + " COALESCE(running_until > UTC_TIMESTAMP(6), 0) AS running",
            keys,
            row -> row)
        .map(
            rows -> {
              Map<String, Answer> answers = new HashMap<>();
              for (Row row : rows) {
                String key = row.getString("idem_key");
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

  private static Problem inProgress() {
    return Problem.conflict(
            "request-in-progress",
            "Request in progress",
            "The first request with this Idempotency-Key is still running")
        .retryAfter(1);
  }

  private static Problem reused() {
    return Problem.unprocessable(
        "idempotency-key-reused",
        "Idempotency-Key reused",
        "This Idempotency-Key was used for another request");
  }
}
