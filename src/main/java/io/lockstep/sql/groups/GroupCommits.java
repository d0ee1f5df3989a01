package io.lockstep.sql.groups;

import io.lockstep.sql.SqlConfig;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Makes groups: one for each use case that commits together. */
@ApplicationScoped
public class GroupCommits {
  private final Transactions transactions;
  private final SqlConfig config;
  private final MeterRegistry metrics;

  GroupCommits(Transactions transactions, SqlConfig config, MeterRegistry metrics) {
    this.transactions = transactions;
    this.config = config;
    this.metrics = metrics;
  }

  /**
   * A group whose {@code work} decides a whole batch in one transaction.
   *
   * @param useCase the name in metrics
   * @param work answers one outcome for each item, in the order of the items; it may be run again
   *     after a deadlock or with single items, so it must not keep state of its own
   */
  public <I, O> Builder<I, O> group(String useCase, BiFunction<Tx, List<I>, Uni<List<O>>> work) {
    return groupInTurns(useCase, (tx, items, turn) -> work.apply(tx, items));
  }

  /**
   * A group whose batches prepare side by side and decide in turns.
   *
   * @param useCase the name in metrics
   */
  public <I, O> Builder<I, O> groupInTurns(String useCase, GroupCommit.Work<I, O> work) {
    return new Builder<>(useCase, transactions, config, metrics, work);
  }

  /**
   * The settings of a group.
   *
   * @param <I> what a caller submits
   * @param <O> what it gets back
   */
  public static final class Builder<I, O> {
    final String useCase;
    final Transactions transactions;
    final SqlConfig config;
    final MeterRegistry metrics;
    final GroupCommit.Work<I, O> work;
    Function<List<I>, Uni<Boolean>> wasCommitted = items -> Uni.createFrom().item(false);
    int lanes = 1;
    boolean reading;

    private Builder(
        String useCase,
        Transactions transactions,
        SqlConfig config,
        MeterRegistry metrics,
        GroupCommit.Work<I, O> work) {
      this.useCase = useCase;
      this.transactions = transactions;
      this.config = config;
      this.metrics = metrics;
      this.work = work;
    }

    /**
     * How many batches may be under way at once (1 unless said). More lanes help where the batches
     * touch different rows, or prepare what does not; on one hot row they only queue for it.
     */
    public Builder<I, O> lanes(int count) {
      this.lanes = count;
      return this;
    }

    /** Only reads, without a transaction: two round trips less for each batch. */
    public Builder<I, O> reading() {
      this.reading = true;
      return this;
    }

    /**
     * Looks, after a connection broke in the middle of a commit, whether the batch is there.
     * Without it such a batch fails, and the caller does not know: right only where a repeated item
     * changes nothing (an inbox or an idempotency key stands before it).
     */
    public Builder<I, O> wasCommitted(Function<List<I>, Uni<Boolean>> check) {
      this.wasCommitted = check;
      return this;
    }

    public GroupCommit<I, O> build() {
      return new GroupCommit<>(this);
    }
  }
}
