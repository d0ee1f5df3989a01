package io.lockstep.idempotency;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.AuditLog;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.idempotency.IdempotencyKeys.KeyedAnswer;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Repeatable POSTs. The key is inserted first, in the transaction of the effect, and the answer is
 * stored there too, and what was done is appended to the audit log: after a crash all of it is
 * there or nothing is. Work that fails is rolled back, and leaves no trace of itself.
 *
 * <p>A duplicate that comes while the first is running on this instance is refused at once (409).
 * On another instance it waits for the first one's transaction, milliseconds, and then gets the
 * stored answer. An answer is kept for {@code lockstep.idempotency.retention}.
 */
@ApplicationScoped
public class Idempotency {
  private final Transactions transactions;
  private final IdempotencyKeys keys;
  private final ObjectMapper json;
  private final AuditLog log;
  private final Set<IdempotencyKey.Name> running = ConcurrentHashMap.newKeySet();

  public Idempotency(
      Transactions transactions, IdempotencyKeys keys, ObjectMapper json, AuditLog log) {
    this.transactions = transactions;
    this.keys = keys;
    this.json = json;
    this.log = log;
  }

  /**
   * What a request asks for, with its key if it has one.
   *
   * @throws Problem 400 if the key is empty or too long
   */
  public KeyedAct actOf(RoutingContext http, Object body) {
    Act act = Act.of(http);
    return new KeyedAct(act, IdempotencyKey.of(http.request(), act.actor(), body, json));
  }

  /**
   * Runs {@code work} in one transaction, once for each key.
   *
   * @return the answer of the work, the stored answer of an earlier run, or the refusal of a
   *     duplicate
   */
  public Uni<Answer> once(KeyedAct act, TxOptions options, Function<Tx, Uni<Answer>> work) {
    return once(act, options, Replays.OF_ANSWERS, work);
  }

  /** The same for work whose outcome is more than an answer. */
  public <R> Uni<R> once(
      KeyedAct act, TxOptions options, Replays<R> replays, Function<Tx, Uni<R>> work) {
    Function<Tx, Uni<R>> single = tx -> single(tx, act, replays, work);
    return act.key().isEmpty()
        ? transactions.run(options, single)
        : guarded(
            act,
            replays,
            () ->
                transactions
                    .run(options, single)
                    .onFailure(SqlErrors::isLockWaitTimeout)
                    .recoverWithItem(() -> replays.replayed(inProgress())));
  }

  /** Carries one request out in a transaction of the caller's, within {@link #guarded}. */
  public <R> Uni<R> single(Tx tx, KeyedAct act, Replays<R> replays, Function<Tx, Uni<R>> work) {
    return each(
            tx,
            List.of(KeyedRequest.of(act, act)),
            replays,
            fresh ->
                fresh.isEmpty() ? Uni.createFrom().item(List.of()) : work.apply(tx).map(List::of))
        .map(outcomes -> outcomes.get(0));
  }

  /**
   * Carries many requests out in one transaction: claims their keys, lets {@code work} decide those
   * that are new, in their order, stores the answers, and appends to the audit log what came of
   * them. A key that occurs twice counts once.
   *
   * @return an outcome for each request, in their order
   */
  public <I, R> Uni<List<R>> each(
      Tx tx,
      List<KeyedRequest<I>> requests,
      Replays<R> replays,
      Function<List<I>, Uni<List<R>>> work) {
    return keys.claim(tx, requests.stream().map(KeyedRequest::key).toList())
        .flatMap(
            earlier -> {
              List<KeyedRequest<I>> fresh =
                  IntStream.range(0, requests.size())
                      .filter(i -> earlier.get(i).isEmpty())
                      .mapToObj(requests::get)
                      .toList();
              return work.apply(fresh.stream().map(KeyedRequest::item).toList())
                  .call(outcomes -> keys.store(tx, keyed(fresh, outcomes, replays)))
                  .call(outcomes -> log.append(tx, done(fresh, outcomes, replays)))
                  .map(outcomes -> merge(earlier, outcomes, replays));
            });
  }

  private static <I, R> List<KeyedAnswer> keyed(
      List<KeyedRequest<I>> fresh, List<R> outcomes, Replays<R> replays) {
    return IntStream.range(0, fresh.size())
        .boxed()
        .flatMap(i -> fresh.get(i).answered(replays.answer(outcomes.get(i))).stream())
        .toList();
  }

  private static <I, R> List<AuditLog.Done> done(
      List<KeyedRequest<I>> fresh, List<R> outcomes, Replays<R> replays) {
    return IntStream.range(0, fresh.size())
        .mapToObj(i -> fresh.get(i).done(replays.answer(outcomes.get(i))))
        .toList();
  }

  private static <R> List<R> merge(
      List<Optional<Answer>> earlier, List<R> fresh, Replays<R> replays) {
    Iterator<R> next = fresh.iterator();
    return earlier.stream()
        .map(answer -> answer.map(replays::replayed).orElseGet(next::next))
        .toList();
  }

  /**
   * Runs {@code work} that is not one transaction, once for each key: the key is claimed before and
   * the answer is stored after it. If the instance dies between, the key is free again after {@code
   * longest}, so the work must be harmless when repeated (a lease, a question). What it does is not
   * in the audit log unless it appends that itself.
   */
  public Uni<Answer> onceOutside(KeyedAct act, Duration longest, Supplier<Uni<Answer>> work) {
    return act.key().isEmpty()
        ? work.get()
        : guarded(act, Replays.OF_ANSWERS, () -> claimRunStore(act.key().get(), longest, work));
  }

  /**
   * Refuses a duplicate of what runs on this instance right now, else runs {@code work}. For use
   * cases that commit in groups and call {@link #each} themselves.
   *
   * <p>The work behind a key is carried to its end, whatever becomes of its caller, and the key is
   * taken until that end: a caller who goes away and repeats the request hears that it is in
   * progress exactly as long as it is.
   */
  public <R> Uni<R> guarded(KeyedAct act, Replays<R> replays, Supplier<Uni<R>> work) {
    return act.key().isEmpty()
        ? work.get()
        : Detached.run(() -> aloneUnder(act.key().get().name(), replays, work));
  }

  private <R> Uni<R> aloneUnder(
      IdempotencyKey.Name key, Replays<R> replays, Supplier<Uni<R>> work) {
    return running.add(key)
        ? Uni.createFrom().deferred(work::get).onTermination().invoke(() -> running.remove(key))
        : Uni.createFrom().item(() -> replays.replayed(inProgress()));
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
    return keys.dropAbandoned(tx, key)
        .chain(() -> keys.claim(tx, List.of(Optional.of(key))))
        .map(answers -> answers.get(0))
        .call(
            earlier ->
                earlier.isPresent()
                    ? Uni.createFrom().voidItem()
                    : keys.runUntil(tx, key, longest));
  }

  /** Stores the final answer of work that outlived its transaction, where there is a key. */
  public Uni<Void> finish(KeyedAct act, Answer answer) {
    return act.key().isPresent() ? finish(act.key().get(), answer) : Uni.createFrom().voidItem();
  }

  private Uni<Void> finish(IdempotencyKey key, Answer answer) {
    return transactions.single(
        "idempotency-finish", tx -> keys.store(tx, List.of(KeyedAnswer.last(key, answer))));
  }

  private Uni<Integer> forget(IdempotencyKey key) {
    return transactions.single("idempotency-forget", tx -> keys.forget(tx, key));
  }

  private static Answer inProgress() {
    return Answer.refused(IdempotencyKeys.inProgress());
  }
}
