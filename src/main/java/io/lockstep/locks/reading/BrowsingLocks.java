package io.lockstep.locks.reading;

import io.lockstep.http.Page;
import io.lockstep.http.PageWalk;
import io.lockstep.http.PageWalk.Batch;
import io.lockstep.http.Problem;
import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.leases.LockBackend;
import io.lockstep.locks.leases.Locks;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.tables.Select;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lists the leases that are held now, in the order of their names. The names come from the table
 * {@code distributed_locks}, which has a row for each name that any backend has numbered a grant of
 * within {@code lockstep.locks.retention}: so no backend is searched, each is asked about names. A
 * lease in Redis that is renewed for longer than that, and never granted anew, is not found.
 *
 * <p>The service's own leases (of shards of the outbox, of stock) have names that no caller can
 * use, and are left out. Cost: at most {@link #MOST_BATCHES} times {@link #BATCH} names for a page.
 */
@ApplicationScoped
class BrowsingLocks {
  private static final int BATCH = 200;
  private static final int MOST_BATCHES = 10;
  private static final String DATABASE = "database";
  private static final String REDIS = "redis";
  private static final String REDLOCK = "redlock";
  private static final char OF_SERVICE = '/';

  private final Transactions transactions;
  private final Locks locks;
  private final LocksConfig config;
  private final Clock clock;

  BrowsingLocks(Transactions transactions, Locks locks, LocksConfig config, Clock clock) {
    this.transactions = transactions;
    this.locks = locks;
    this.config = config;
    this.clock = clock;
  }

  /**
   * One page; fails with {@link io.lockstep.locks.LocksUnavailable} where a backend that is wanted
   * cannot be asked.
   *
   * @param backend its wire name; null for all that are set up
   * @throws Problem 400 if there is no such backend
   */
  Uni<Page<HeldLock>> list(String backend, Page.Request page) {
    List<LockBackend> wanted = backend == null ? setUp() : List.of(named(backend));
    return PageWalk.fill(
        page,
        page.afterId(LockPlace::isPlace),
        MOST_BATCHES,
        held -> new LockPlace(held.name(), held.backend()).toString(),
        after -> behind(LockPlace.of(after), wanted));
  }

  private List<LockBackend> setUp() {
    return locks.names().stream()
        .filter(name -> !name.equals(REDLOCK) || config.redlockServers().isPresent())
        .sorted()
        .map(this::named)
        .toList();
  }

  private LockBackend named(String backend) {
    return locks
        .named(backend)
        .orElseThrow(
            () -> Problem.invalid("backend", "must be one of " + String.join(", ", locks.names())));
  }

  private Uni<Batch<HeldLock>> behind(LockPlace place, List<LockBackend> wanted) {
    return transactions
        .read(tx -> names(place.name()).list(tx, Candidate::of))
        .flatMap(
            candidates ->
                ask(candidates.stream()
                        .filter(each -> each.name.indexOf(OF_SERVICE) < 0)
                        .flatMap(each -> questions(each, wanted))
                        .toList())
                    .map(found -> found.stream().filter(place::isBefore).toList())
                    .map(found -> new Batch<>(found, reached(candidates))));
  }

  static Select names(String from) {
    return Select.of(
        "SELECT lock_key, fence, block_until IS NOT NULL AS in_redis,"
            + " TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), expires_at) AS micros"
            + " FROM distributed_locks FORCE INDEX (PRIMARY)"
            + " WHERE lock_key >= ? ORDER BY lock_key LIMIT "
            + BATCH,
        from);
  }

  private static String reached(List<Candidate> candidates) {
    return candidates.size() < BATCH
        ? null
        : new LockPlace(candidates.get(BATCH - 1).name, REDLOCK).toString();
  }

  /** The lock table has answered already; others are asked about names that they may have. */
  private Stream<Uni<Optional<HeldLock>>> questions(Candidate name, List<LockBackend> wanted) {
    return wanted.stream()
        .filter(backend -> !backend.wireName().equals(REDIS) || name.inRedis)
        .map(
            backend ->
                backend.wireName().equals(DATABASE)
                    ? Uni.createFrom().item(inTable(name, backend))
                    : backend
                        .look(name.name)
                        .map(
                            held ->
                                held.map(it -> held(name, backend, it.fence(), it.remaining()))));
  }

  private Optional<HeldLock> inTable(Candidate name, LockBackend table) {
    return name.micros <= 0
        ? Optional.empty()
        : Optional.of(held(name, table, name.fence, Duration.ofNanos(name.micros * 1000)));
  }

  private HeldLock held(Candidate of, LockBackend backend, long fence, Duration remaining) {
    Instant expiresAt = clock.instant().plus(remaining);
    return new HeldLock(
        of.name, backend.wireName(), true, fence, expiresAt, backend.waiting(of.name));
  }

  /** All at once: each question goes to a server of its own or over one pipelined connection. */
  private static Uni<List<HeldLock>> ask(List<Uni<Optional<HeldLock>>> questions) {
    return questions.isEmpty()
        ? Uni.createFrom().item(List.of())
        : Uni.join()
            .all(questions)
            .andFailFast()
            .map(
                answers ->
                    answers.stream()
                        .flatMap(Optional::stream)
                        .sorted(
                            Comparator.comparing(HeldLock::name).thenComparing(HeldLock::backend))
                        .toList());
  }

  /**
   * A name that may be locked.
   *
   * @param micros until its lease in the table ends; not positive where there is none
   */
  private record Candidate(String name, long fence, boolean inRedis, long micros) {
    static Candidate of(Row row) {
      return new Candidate(
          row.getString("lock_key"),
          row.getLong("fence"),
          row.getLong("in_redis") == 1,
          row.getLong("micros"));
    }
  }
}
