package io.lockstep.sql.groups;

import io.lockstep.sql.Overloaded;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Commits the work of many callers together: each submits an item and gets the outcome of its own.
 *
 * <p>A batch is whatever waits while the previous one commits, so an idle group adds no delay and a
 * busy one pays one commit for up to {@code lockstep.sql.group-size} items. Items are handed to the
 * batch in the order they were submitted. With several lanes the batches share what waits, and may
 * {@linkplain GroupCommits#groupInTurns decide in turns}. A batch that fails is tried again item by
 * item, so one bad item fails alone. When too many wait, submission fails at once with {@link
 * Overloaded}.
 *
 * <p>Cost: a caller's latency is up to that of two transactions, its own and the one before.
 *
 * @param <I> what a caller submits
 * @param <O> what it gets back, after the commit
 * @see <a href="https://dl.acm.org/doi/10.1145/319566.319567">group commit, as databases do it for
 *     their logs</a>
 */
public final class GroupCommit<I, O> {
  private static final Duration FIRST_LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration LONGEST_LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LOOK_FOR = Duration.ofSeconds(10);

  private final String useCase;
  private final Transactions transactions;
  private final Work<I, O> work;
  private final Function<List<I>, Uni<Boolean>> wasCommitted;
  private final int groupSize;
  private final int queueLimit;
  private final int lanes;
  private final boolean reading;
  private final Queue<GroupBatch.Waiting<I, O>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private CompletableFuture<Void> lastTaken = CompletableFuture.completedFuture(null);
  private final DistributionSummary sizes;

  GroupCommit(GroupCommits.Builder<I, O> builder) {
    this.useCase = builder.useCase;
    this.transactions = builder.transactions;
    this.work = builder.work;
    this.wasCommitted = builder.wasCommitted;
    this.groupSize = builder.config.groupSize();
    this.queueLimit = builder.config.groupQueue();
    this.lanes = builder.lanes;
    this.reading = builder.reading;
    this.sizes =
        DistributionSummary.builder("lockstep.sql.group.size")
            .tag("use_case", useCase)
            .register(builder.metrics);
    Gauge.builder("lockstep.sql.group.waiting", waiting, AtomicInteger::get)
        .tag("use_case", useCase)
        .strongReference(true)
        .register(builder.metrics);
  }

  /**
   * Hands in one item.
   *
   * @return the item's own outcome once it is committed; fails with {@link Overloaded} when too
   *     many items wait already, or with whatever the work failed with for this item alone
   */
  public Uni<O> submit(I item) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              if (waiting.incrementAndGet() > queueLimit) {
                waiting.decrementAndGet();
                emitter.fail(new Overloaded(useCase));
                return;
              }
              queue.add(new GroupBatch.Waiting<>(item, emitter));
              startLanes();
            });
  }

  /** A lane runs one batch after the other until nothing waits. */
  private void startLanes() {
    int now = running.get();
    if (now < lanes && waiting.get() > 0) {
      if (running.compareAndSet(now, now + 1)) {
        runLane();
      } else {
        startLanes();
      }
    }
  }

  private void runLane() {
    GroupBatch<I, O> batch = takeBatch();
    if (batch.isEmpty()) {
      running.decrementAndGet();
      // An item may have come between the look into the queue and the end of the lane.
      if (!queue.isEmpty()) {
        startLanes();
      }
      return;
    }
    sizes.record(batch.size());
    startLanes();
    commit(batch)
        .onFailure()
        .invoke(batch::fail)
        .onTermination()
        .invoke(
            () -> {
              underWay.addAndGet(-batch.size());
              batch.end();
            })
        .subscribe()
        .with(done -> runLane(), error -> runLane());
  }

  /**
   * Takes what waits, but leaves the other lanes their share of it: batches of one size keep all
   * lanes busy. Batches get their turns in the order in which they are taken.
   */
  private synchronized GroupBatch<I, O> takeBatch() {
    int all = waiting.get() + underWay.get();
    int share = Math.min(groupSize, (all + lanes - 1) / lanes);
    List<GroupBatch.Waiting<I, O>> items = new ArrayList<>(share);
    GroupBatch.Waiting<I, O> next;
    while (items.size() < share && (next = queue.poll()) != null) {
      items.add(next);
    }
    waiting.addAndGet(-items.size());
    underWay.addAndGet(items.size());
    GroupBatch<I, O> batch = new GroupBatch<>(items, lastTaken);
    if (!batch.isEmpty()) {
      lastTaken = batch.ended();
    }
    return batch;
  }

  /** Completes every caller of the batch; the returned {@code Uni} only says when. */
  private Uni<Void> commit(GroupBatch<I, O> batch) {
    return attempt(batch)
        .onFailure(error -> batch.size() > 1 && !SqlErrors.isUnavailable(error))
        .recoverWithUni(() -> commitOneByOne(batch));
  }

  private Uni<Void> commitOneByOne(GroupBatch<I, O> batch) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (GroupBatch<I, O> alone : batch.split()) {
      all =
          all.chain(
              () ->
                  attempt(alone)
                      .onFailure()
                      .recoverWithItem(
                          error -> {
                            alone.fail(error);
                            return null;
                          }));
    }
    return all;
  }

  private Uni<Void> attempt(GroupBatch<I, O> batch) {
    List<I> items = batch.items();
    Uni<Void> turn = batch.turn();
    Attempt<O> decided = new Attempt<>();
    return (reading
            ? transactions.read(tx -> work.decide(tx, items, turn))
            : transactions.run(
                useCase, tx -> work.decide(tx, items, turn).onItem().invoke(decided::remember)))
        .onFailure(error -> SqlErrors.isUnavailable(error) && decided.isMade())
        .recoverWithUni(error -> lookWhetherCommitted(items, decided, error))
        .onItem()
        .invoke(outcomes -> answer(batch, outcomes))
        .replaceWithVoid();
  }

  /**
   * The connection broke after the work was decided: the commit may or may not have happened. The
   * look may meet a broken connection too, so it is repeated; only a database that stays away
   * leaves the caller without the truth.
   */
  private Uni<List<O>> lookWhetherCommitted(List<I> items, Attempt<O> decided, Throwable error) {
    return Uni.createFrom()
        .deferred(() -> wasCommitted.apply(items))
        .onFailure(SqlErrors::isUnavailable)
        .retry()
        .withBackOff(FIRST_LOOK_AGAIN, LONGEST_LOOK_AGAIN)
        .expireIn(LOOK_FOR.toMillis())
        .flatMap(
            committed ->
                committed
                    ? Uni.createFrom().item(decided.outcomes)
                    : Uni.createFrom().failure(error));
  }

  private void answer(GroupBatch<I, O> batch, List<O> outcomes) {
    if (outcomes.size() != batch.size()) {
      throw new IllegalStateException(
          useCase + " answered " + outcomes.size() + " outcomes for " + batch.size() + " items");
    }
    batch.complete(outcomes);
  }

  /**
   * Decides a whole batch in one transaction. It may be run again after a deadlock or with single
   * items, so it must not keep state of its own.
   *
   * @param <I> what a caller submitted
   * @param <O> what it gets back
   */
  @FunctionalInterface
  public interface Work<I, O> {
    /**
     * Answers one outcome for each item, in the order of the items.
     *
     * @param turn completes when all batches before this one have ended. What does not depend on
     *     their outcome is better done before: the lanes do that side by side. Locks that another
     *     batch may want are taken after it, or both wait for each other.
     */
    Uni<List<O>> decide(Tx tx, List<I> items, Uni<Void> turn);
  }

  /** What the last attempt decided, kept for the case that its commit gets no answer. */
  private static final class Attempt<O> {
    private volatile List<O> outcomes;

    void remember(List<O> decided) {
      outcomes = decided;
    }

    boolean isMade() {
      return outcomes != null;
    }
  }
}
