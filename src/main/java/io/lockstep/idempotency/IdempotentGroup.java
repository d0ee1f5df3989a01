package io.lockstep.idempotency;

import io.lockstep.http.Answer;
import io.lockstep.sql.Tx;
import io.lockstep.sql.groups.GroupCommit;
import io.lockstep.sql.groups.GroupCommits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A {@link GroupCommit} of requests that may have idempotency keys: the keys are claimed first, and
 * the answers stored, in the transaction of the group. Cost: one statement for the audit log, and
 * two more for any number of requests with keys, none where none has one.
 *
 * @param <I> what is asked for
 * @param <R> what comes of it
 */
public final class IdempotentGroup<I, R> {
  private final Idempotency idempotency;
  private final Replays<R> replays;
  private final Work<I, R> work;
  private final GroupCommit<KeyedRequest<I>, R> group;

  private IdempotentGroup(
      Factory shared,
      String useCase,
      Replays<R> replays,
      Work<I, R> work,
      int lanes,
      Function<List<I>, Uni<Boolean>> wasCommitted) {
    this.idempotency = shared.idempotency;
    this.replays = replays;
    this.work = work;
    this.group =
        shared
            .groups
            .<KeyedRequest<I>, R>groupInTurns(useCase, this::decide)
            .lanes(lanes)
            .wasCommitted(requests -> wasCommitted.apply(items(requests)))
            .build();
  }

  /** The outcome of one request, once it is committed; or that of an earlier one under its key. */
  public Uni<R> submit(KeyedAct act, I item) {
    return idempotency.guarded(act, replays, () -> group.submit(KeyedRequest.of(act, item)));
  }

  private Uni<List<R>> decide(Tx tx, List<KeyedRequest<I>> requests, Uni<Void> turn) {
    return work.prepare(tx, items(requests))
        .call(() -> turn)
        .flatMap(decision -> idempotency.each(tx, requests, replays, decision::on));
  }

  private static <I> List<I> items(List<KeyedRequest<I>> requests) {
    return requests.stream().map(KeyedRequest::item).toList();
  }

  /**
   * Work in two steps: what can be done side by side with other batches, and what has to wait for
   * the turn of this one.
   *
   * @param <I> what is asked for
   * @param <R> what comes of it
   */
  @FunctionalInterface
  public interface Work<I, R> {
    /** Does what needs no lock that another batch may want; answers how to go on from there. */
    Uni<Decision<I, R>> prepare(Tx tx, List<I> items);
  }

  /**
   * The second step.
   *
   * @param <I> what is asked for
   * @param <R> what comes of it
   */
  @FunctionalInterface
  public interface Decision<I, R> {
    /** Decides each of those items whose keys were not used before, in their order. */
    Uni<List<R>> on(List<I> fresh);
  }

  /** Makes groups: one for each use case that commits together. */
  @ApplicationScoped
  public static class Factory {
    private final Idempotency idempotency;
    private final GroupCommits groups;

    Factory(Idempotency idempotency, GroupCommits groups) {
      this.idempotency = idempotency;
      this.groups = groups;
    }

    /**
     * A group.
     *
     * @param useCase the name in metrics
     * @param work answers each of the items in one transaction, in their order; see {@link
     *     GroupCommit}
     * @param wasCommitted looks, after a connection broke in the middle of a commit, whether what
     *     these items leave behind is there
     */
    public <I> IdempotentGroup<I, Answer> group(
        String useCase,
        BiFunction<Tx, List<I>, Uni<List<Answer>>> work,
        Function<List<I>, Uni<Boolean>> wasCommitted) {
      Work<I, Answer> inOneStep =
          (tx, items) -> Uni.createFrom().item(fresh -> work.apply(tx, fresh));
      return groupInTurns(useCase, Replays.OF_ANSWERS, inOneStep, 1, wasCommitted);
    }

    /** The same in two steps, the first of which up to {@code lanes} batches do side by side. */
    public <I, R> IdempotentGroup<I, R> groupInTurns(
        String useCase,
        Replays<R> replays,
        Work<I, R> work,
        int lanes,
        Function<List<I>, Uni<Boolean>> wasCommitted) {
      return new IdempotentGroup<>(this, useCase, replays, work, lanes, wasCommitted);
    }
  }
}
