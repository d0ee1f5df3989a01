package io.lockstep.idempotency;

import io.lockstep.http.Answer;
import io.lockstep.sql.Tx;
import io.lockstep.sql.groups.GroupCommit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A {@link GroupCommit} of requests that may have idempotency keys: the keys are claimed first, and
 * the answers stored, in the transaction of the group. Cost: two statements more for any number of
 * requests with keys, none where none has one.
 *
 * @param <I> what is asked for
 */
public final class IdempotentGroup<I> {
  private final Idempotency idempotency;
  private final Work<I> work;
  private final GroupCommit<Asked<I>, Answer> group;

  private IdempotentGroup(
      Factory shared,
      String useCase,
      Work<I> work,
      int lanes,
      Function<List<I>, Uni<Boolean>> wasCommitted) {
    this.idempotency = shared.idempotency;
    this.work = work;
    this.group =
        shared
            .groups
            .<Asked<I>, Answer>groupInTurns(useCase, this::decide)
            .lanes(lanes)
            .wasCommitted(asked -> wasCommitted.apply(asked.stream().map(Asked::item).toList()))
            .build();
  }

  /** The answer to one request, once it is committed; or that of an earlier one under its key. */
  public Uni<Answer> submit(Optional<IdempotencyKey> key, I item) {
    return idempotency.guarded(key, () -> group.submit(new Asked<>(key, item)));
  }

  private Uni<List<Answer>> decide(Tx tx, List<Asked<I>> asked, Uni<Void> turn) {
    return work.prepare(tx, asked.stream().map(Asked::item).toList())
        .call(() -> turn)
        .flatMap(
            decision ->
                idempotency
                    .claim(tx, asked.stream().map(Asked::key).toList())
                    .flatMap(earlier -> decideFresh(tx, decision, asked, earlier)));
  }

  private Uni<List<Answer>> decideFresh(
      Tx tx, Decision<I> decision, List<Asked<I>> asked, List<Optional<Answer>> earlier) {
    List<Asked<I>> fresh = new ArrayList<>(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      if (earlier.get(i).isEmpty()) {
        fresh.add(asked.get(i));
      }
    }
    return decision
        .on(fresh.stream().map(Asked::item).toList())
        .call(answers -> idempotency.store(tx, byKey(fresh, answers), Duration.ZERO))
        .map(answers -> merge(earlier, answers));
  }

  private static List<Answer> merge(List<Optional<Answer>> earlier, List<Answer> fresh) {
    Iterator<Answer> next = fresh.iterator();
    return earlier.stream().map(answer -> answer.orElseGet(next::next)).toList();
  }

  private static <I> Map<IdempotencyKey, Answer> byKey(List<Asked<I>> asked, List<Answer> answers) {
    Map<IdempotencyKey, Answer> byKey = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      Answer answer = answers.get(i);
      asked.get(i).key.ifPresent(key -> byKey.put(key, answer));
    }
    return byKey;
  }

  /**
   * Work in two steps: what can be done side by side with other batches, and what has to wait for
   * the turn of this one.
   *
   * @param <I> what is asked for
   */
  @FunctionalInterface
  public interface Work<I> {
    /** Does what needs no lock that another batch may want; answers how to go on from there. */
    Uni<Decision<I>> prepare(Tx tx, List<I> items);
  }

  /**
   * The second step.
   *
   * @param <I> what is asked for
   */
  @FunctionalInterface
  public interface Decision<I> {
    /** Answers each of those items whose keys were not used before, in their order. */
    Uni<List<Answer>> on(List<I> fresh);
  }

  private record Asked<I>(Optional<IdempotencyKey> key, I item) {}

  /** Makes groups: one for each use case that commits together. */
  @ApplicationScoped
  public static class Factory {
    private final Idempotency idempotency;
    private final GroupCommit.Factory groups;

    Factory(Idempotency idempotency, GroupCommit.Factory groups) {
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
    public <I> IdempotentGroup<I> group(
        String useCase,
        BiFunction<Tx, List<I>, Uni<List<Answer>>> work,
        Function<List<I>, Uni<Boolean>> wasCommitted) {
      Work<I> inOneStep = (tx, items) -> Uni.createFrom().item(fresh -> work.apply(tx, fresh));
      return groupInTurns(useCase, inOneStep, 1, wasCommitted);
    }

    /** The same in two steps, the first of which up to {@code lanes} batches do side by side. */
    public <I> IdempotentGroup<I> groupInTurns(
        String useCase, Work<I> work, int lanes, Function<List<I>, Uni<Boolean>> wasCommitted) {
      return new IdempotentGroup<>(this, useCase, work, lanes, wasCommitted);
    }
  }
}
